import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tokens } from './tokens';

const A = 'a'.repeat(32);
const B = 'B'.repeat(64);

const problemIn = (text: string): string => {
  try {
    Tokens.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

test('each token has its scope; comments, empty lines and line ends of Windows do not count', () => {
  const tokens = Tokens.parse(`# of the shop, until May\r\nwrite ${A}\r\n\n  read\t${B}  \n`);
  assert.deepEqual(
    [A, B, A.toUpperCase(), '', `${A}\r`].map((each) => tokens.scopeOf(each)),
    ['write', 'read', undefined, undefined, undefined],
  );
});

test('several tokens of a scope are valid together', () => {
  const tokens = Tokens.parse(`write ${A}\nwrite ${B}`);
  assert.deepEqual([tokens.scopeOf(A), tokens.scopeOf(B)], ['write', 'write']);
});

test('what can’t be a list of tokens is refused with the line and the fix, and shows no token', () => {
  const secret = 'hush-hush-hush-hush-hush-hush-hush-hush';
  const cases: [string, RegExp][] = [
    ['', /^ holds no token; each line must be "read TOKEN" or "write TOKEN"$/],
    ['\n# nothing\n', /^ holds no token/],
    [secret, /^, line 1: must be "read TOKEN" or "write TOKEN"$/],
    [`read ${A}\nadmin ${secret}`, /^, line 2: must be/],
    [`write ${secret} of the shop`, /^, line 1: must be/],
    ['write', /^, line 1: must be/],
    [
      `write ${secret.slice(0, 31)}`,
      /^, line 1: has a token of 31 characters; it takes 32 to 256: openssl rand -hex 32/,
    ],
    [`write ${secret.repeat(7)}`, /^, line 1: has a token of 273 characters/],
    [`write ${secret}!`, /^, line 1: has a token with other characters/],
    [`write ${secret}ä`, /other characters/],
    [`read ${secret}\nwrite ${secret}`, /^, line 2: has the token of line 1 again; remove one of the two lines$/],
    [
      Array.from({ length: 101 }, (_, n) => `read ${secret}${n}`).join('\n'),
      /^, line 101: is token 101 of at most 100$/,
    ],
  ];
  for (const [text, expected] of cases) {
    assert.match(problemIn(text), expected);
    assert.doesNotMatch(problemIn(text), /hush/);
  }
});
