/**
 * Breaks text into lines of at most `width` characters; line breaks in the text stay. Code between backticks isn't broken,
 * and a word longer than a line stands alone.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width));
}

const WORD = /(?:`[^`]*`|[^\s`]|`)+/g;

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [''];
  for (const [word] of paragraph.matchAll(WORD)) {
    const line = lines.at(-1) as string;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
