/** The little that Grafana's components expect from the page around them. */
import type { GrafanaTheme2 } from '@grafana/data';

export function css({ colors, typography }: GrafanaTheme2): string {
  return `
    * { box-sizing: border-box; }
    body { margin: 0; background: ${colors.background.canvas}; color: ${colors.text.primary};
      font: 400 ${typography.body.fontSize}/${typography.body.lineHeight} ${typography.fontFamily}; }
    button { background: none; border: 0; color: inherit; font: inherit; }
    h1, h2 { margin: 0; font-weight: 500; }
    h1 { font-size: 18px; margin-right: auto; }
    h2 { font-size: 15px; line-height: 30px; padding-left: 4px; }
    header { display: flex; align-items: center; gap: 8px; padding: 12px 12px 4px; }
    header .choice { background: ${colors.background.primary}; border: 1px solid ${colors.border.weak};
      border-radius: 4px; padding: 3px 8px; font-size: 12px; }
    header .choice b { color: ${colors.text.secondary}; font-weight: 500; margin-right: 4px; }
    footer { padding: 0 12px 10px; font-size: 11px; color: ${colors.text.secondary}; }
    section { position: relative; }
    .place { position: absolute; }
    .nothing { display: flex; align-items: center; justify-content: center; height: 100%; color: ${colors.text.secondary}; }
    .markdown-html { font-size: 13px; line-height: 1.5; }
    .markdown-html ol, .markdown-html ul { margin: 0; padding-left: 18px; }
    .markdown-html li { margin-bottom: 6px; }
    .markdown-html a { color: ${colors.text.link}; text-decoration: none; }`;
}
