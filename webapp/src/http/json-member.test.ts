import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memberText } from './json-member';

const VALUES = [
  'null',
  'true',
  '-0',
  '1e400',
  '12345678901234567890123',
  '1.10',
  '""',
  String.raw`"a\"}]\\"`,
  String.raw`"\\\\"`,
  String.raw`"\ud800 \u0000"`,
  '[]',
  '{}',
  '[ 1 , {"value": 2} ]',
  String.raw`{"a":[{"b":"}\""}],"value":"]"}`,
];

test('a member’s text is found as it stands, whatever is around it', () => {
  for (const value of VALUES) {
    for (const json of [
      `{"value":${value}}`,
      `\r\n\t { "value" :\n ${value} , "ttlSeconds" : 5 } `,
      `{"ttlSeconds":5,"value":${value}}`,
      `{"x":{"value":1},"y":["value"],"z":"value","value":${value}}`,
    ]) {
      assert.equal(memberText(json, 'value'), value, json);
    }
  }
});

test('the last of several counts, and a name may be written with escapes', () => {
  assert.equal(memberText(String.raw`{"value":1,"v\u0061lue":2}`, 'value'), '2');
  assert.equal(memberText('{"value":1,"value": 2 }', 'value'), '2');
});

test('what is not there is not found', () => {
  for (const json of ['{}', ' { } ', '{"values":1}', '{"x":{"value":1}}', '{"\\"value":1}']) {
    assert.equal(memberText(json, 'value'), undefined, json);
  }
});

test('for random objects the text means what JSON.parse says', () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const strings = ['', 'value', '"', '\\', '{', '}', '[', ',', ':', '\u2028', '\ud800'];
  const any = (depth: number): unknown => {
    const kind = random(depth > 3 ? 4 : 6);
    if (kind < 2) return strings[random(strings.length)];
    if (kind < 4) return [null, true, false, 1.5e300, -7][random(5)];
    if (kind === 4) return Array.from({ length: random(4) }, () => any(depth + 1));
    return Object.fromEntries(
      Array.from({ length: random(4) }, () => [strings[random(strings.length)], any(depth + 1)]),
    );
  };
  for (let round = 0; round < 2000; round += 1) {
    const object = { before: any(0), value: any(0), after: any(0) };
    const text = memberText(JSON.stringify(object, null, random(3)), 'value');
    assert.deepEqual(JSON.parse(text ?? ''), JSON.parse(JSON.stringify(object.value)));
  }
});

test('depth doesn’t matter', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  assert.equal(memberText(`{"value":${deep}}`, 'value'), deep);
});
