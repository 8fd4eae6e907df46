/** The page that is photographed: one dashboard, laid out as its JSON says. `window.draw` fills it. */
import { createTheme, type DataFrame, type GrafanaTheme2, ThemeContext } from '@grafana/data';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelChrome } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import type { Recording } from '../record/recording';
import { fillIn, framesOf, registerTransformations } from './frames';
import { PanelBody } from './panels';
import { css } from './style';

declare global {
  interface Window {
    draw(dashboard: Dashboard, recording: Recording, width: number): Promise<void>;
    /** Where the row with that title begins, in px from the top. */
    topOfRow(title: string): number;
  }
}

/** Grafana's grid: 24 columns, units of 30 px, 8 px apart. */
const COLUMNS = 24;
const UNIT = 30;
const GAP = 8;

registerTransformations();

window.draw = async (dashboard, recording, width) => {
  const theme = createTheme({ colors: { mode: 'dark' } });
  const panels = dashboard.panels ?? [];
  const frames = await Promise.all(panels.map((panel) => (isRow(panel) ? [] : framesOf(panel, recording, theme))));
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = css(theme);
  const root = document.body.appendChild(document.createElement('main'));
  createRoot(root).render(
    <ThemeContext.Provider value={theme}>
      <Header dashboard={dashboard} recording={recording} />
      <Grid {...{ panels, frames, dashboard, recording, theme, width }} />
      <footer>
        Drawn from the dashboard’s JSON and the responses of a real Prometheus, with Grafana’s published panel
        components. No screenshot of Grafana.
      </footer>
    </ThemeContext.Provider>,
  );
};

window.topOfRow = (title) => {
  const row = [...document.querySelectorAll('h2')].find(({ textContent }) => textContent === title);
  if (row === undefined) throw new Error(`no row ${title}`);
  return Math.floor(row.getBoundingClientRect().top + window.scrollY);
};

// --- internal ---

function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row';
}

function Header({ dashboard, recording }: { dashboard: Dashboard; recording: Recording }) {
  const choices = (dashboard.templating?.list ?? []).map(({ name, label }) => ({
    label,
    value: recording.variables[name] ?? 'Prometheus',
  }));
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
  return (
    <header>
      <h1>{dashboard.title}</h1>
      {choices.map(({ label, value }) => (
        <span key={label} className="choice">
          <b>{label}</b> {value}
        </span>
      ))}
      <span className="choice time">
        {time(recording.from)} to {time(recording.to)} UTC
      </span>
    </header>
  );
}

interface GridProps {
  panels: (Panel | RowPanel)[];
  frames: DataFrame[][];
  dashboard: Dashboard;
  recording: Recording;
  theme: GrafanaTheme2;
  width: number;
}

function Grid({ panels, frames, dashboard, recording, theme, width }: GridProps) {
  const column = (width - 2 * GAP - (COLUMNS - 1) * GAP) / COLUMNS;
  const size = (units: number, unit: number) => units * unit + (units - 1) * GAP;
  const bottom = Math.max(...panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
  return (
    <section style={{ height: size(bottom, UNIT) + 2 * GAP }}>
      {panels.map((panel, index) => {
        const { x, y, w, h } = panel.gridPos ?? { x: 0, y: 0, w: COLUMNS, h: 1 };
        const [panelWidth, panelHeight] = [size(w, column), size(h, UNIT)];
        const place = {
          left: GAP + x * (column + GAP),
          top: GAP + y * (UNIT + GAP),
          width: panelWidth,
          height: panelHeight,
        };
        const title = fillIn(panel.title ?? '', dashboard, recording);
        return (
          <div key={panel.id} className="place" style={place}>
            {isRow(panel) ? (
              <h2>{title}</h2>
            ) : (
              <PanelChrome title={title} description={panel.description} width={panelWidth} height={panelHeight}>
                {(innerWidth, innerHeight) => (
                  <PanelBody
                    {...{ panel, dashboard, recording, theme }}
                    frames={frames[index] ?? []}
                    width={innerWidth}
                    height={innerHeight}
                  />
                )}
              </PanelChrome>
            )}
          </div>
        );
      })}
    </section>
  );
}
