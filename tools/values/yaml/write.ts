/** Values as YAML that Helm reads back as the same, on request with the place that each comes from. */
import { Document, isMap, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { SourceNode } from './source';

/** Writes a tree; `where` adds `# file:line:column` to every single value and list. */
export function writeYaml(root: SourceNode, where = false): string {
  // YAML 1.1 as Helm reads it: what looks like `yes` or `0777` is put in quotes.
  const document = new Document(null, { version: '1.1' });
  document.contents = toNode(root, where) as Document['contents'];
  return document.toString({ lineWidth: 0, singleQuote: false });
}

// --- internal ---

function toNode(source: SourceNode, where: boolean): Node {
  if (source.kind === 'map') {
    const map = new YAMLMap();
    for (const [key, child] of source.entries) map.items.push(new Pair(new Scalar(key), withPlace(child, where)));
    if (source.entries.size === 0) map.flow = true;
    return map;
  }
  if (source.kind === 'list') {
    const list = new YAMLSeq();
    list.items = source.items.map((item) => toNode(item, false));
    if (list.items.length === 0) list.flow = true;
    return list;
  }
  return new Scalar(source.value);
}

function withPlace(source: SourceNode, where: boolean): Node {
  const node = toNode(source, where);
  if (!where || (isMap(node) && node.items.length > 0)) return node;
  const { file, line, column } = source.place;
  const place = ` ${file}:${line}:${column}`;
  if (source.kind === 'list' && source.items.length > 0) node.commentBefore = place;
  else node.comment = place;
  return node;
}
