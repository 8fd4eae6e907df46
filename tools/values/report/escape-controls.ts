/** Text of unknown origin for a terminal or a log. */

/**
 * The text with every sign that a terminal would obey instead of show, written as `\u001b`: control characters, those that turn the
 * direction of the text around, line breaks, and halves of a sign.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (sign) =>
    [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}
