/** Volumes of pods: pkg/apis/core/validation in Kubernetes; without a source one is an emptyDir. A medium that isn't known only the kubelet finds. */
import { quote } from '../../check/words';
import { DATA_KEY } from '../name-forms';
import { checkBelow } from './container';
import type { Place } from './place';

const MAX_MODE = 0o777;
const HOST_PATHS = ['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

export function checkVolume(volume: Place): void {
  if (volume.has('secret')) volume.at('secret').required('secretName', 'is missing');
  if (volume.has('configMap')) volume.at('configMap').required('name', 'is missing');
  if (volume.has('persistentVolumeClaim')) volume.at('persistentVolumeClaim').required('claimName', 'is missing');
  for (const source of [volume.at('secret'), volume.at('configMap'), volume.at('projected'), volume.at('downwardAPI')])
    checkFiles(source);
  for (const source of volume.at('projected').each('sources'))
    for (const key of ['secret', 'configMap', 'downwardAPI']) checkFiles(source.at(key));
  volume.at('emptyDir').quantity('sizeLimit');
  volume.at('emptyDir').word('medium', 'Memory', 'HugePages');
  if (!volume.has('hostPath')) return;
  const host = volume.at('hostPath');
  host.word('type', ...HOST_PATHS);
  const path = host.text('path');
  if (path === undefined) host.say('path', 'is missing');
  else if (path.split('/').includes('..')) host.say('path', `is ${quote(path)}; Kubernetes takes no .. in it`);
}

// --- internal ---

function checkFiles(source: Place): void {
  checkMode(source, 'defaultMode');
  for (const item of source.each('items')) {
    item.form('key', DATA_KEY);
    checkMode(item, 'mode');
    checkBelow(item, 'path');
  }
}

/** YAML of charts takes 0644 for the number 420; without the 0 it is another one. */
function checkMode(place: Place, key: string): void {
  const mode = place.value[key];
  if (typeof mode !== 'number' || (mode >= 0 && mode <= MAX_MODE)) return;
  place.say(
    key,
    `is ${mode}; Kubernetes takes 0 to ${MAX_MODE}, which is 0777`,
    `write it with a 0 in front: 0${mode}`,
  );
}
