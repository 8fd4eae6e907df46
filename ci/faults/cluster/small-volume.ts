/**
 * Makes a volume small for a while, so that it can be filled without filling the node's disk.
 *
 * A tmpfs beside the volume's folder takes a copy of its data, and is mounted over it. A pod sees that only when it
 * starts, so nothing may use the volume while it is put in place or removed. What fills it lies beside the data, where
 * the pod doesn't see it.
 */
import { StackError } from '../../../tools/deploy/errors';
import { type Claim, folderOf } from './claims';
import type { ClusterNode } from './node';

export class SmallVolume {
  private constructor(
    private readonly node: ClusterNode,
    /** The volume's own folder on the node. */
    private readonly folder: string,
    /** Where the tmpfs is. */
    private readonly mount: string,
  ) {}

  /** @throws StackError when the volume is no folder of the node */
  static async of(claim: Claim, node: ClusterNode): Promise<SmallVolume> {
    return new SmallVolume(node, await folderOf(claim), `/run/faults-${claim.spec.volumeName}`);
  }

  /** Puts it in place, with `freeMiB` besides the data that is there. No pod may use the volume. */
  async put(freeMiB: number): Promise<void> {
    await this.node.run(PUT, [this.folder, this.mount, String(freeMiB)]);
  }

  /** Takes the last byte. @throws StackError when there is still room */
  async fill(): Promise<void> {
    const free = Number(await this.node.run(FILL, [this.mount]));
    if (free !== 0) throw new StackError(`the volume has still ${free} KiB of room`);
  }

  /** Gives the room back. */
  async empty(): Promise<void> {
    await this.node.run('rm -f "$1/ballast"', [this.mount]);
  }

  /** Removes it; the data goes back to the volume's own folder. Does nothing when it isn't in place. No pod may use it. */
  async remove(): Promise<void> {
    await this.node.run(REMOVE, [this.folder, this.mount]);
  }
}

// --- internal ---

const PUT = `
folder=$1 mount=$2 free=$3
[ -d "$folder" ] || { echo "$folder is no folder of the node" >&2; exit 1; }
used=$(du -sm "$folder" | cut -f1)
mkdir -p "$mount"
mount -t tmpfs -o "size=$((used + free))m,mode=755" faults "$mount"
cp -a "$folder" "$mount/data"
mount --bind "$mount/data" "$folder"`;

/** Page by page at last: dd ends at the first write that doesn't fit. */
const FILL = `
dd if=/dev/zero of="$1/ballast" bs=64k 2>/dev/null || true
dd if=/dev/zero of="$1/ballast" bs=4k oflag=append conv=notrunc 2>/dev/null || true
df --output=avail -k "$1" | tail -n 1`;

/** The data is copied back before the last copy of it goes; any failure ends the script and leaves it. */
const REMOVE = `
folder=$1 mount=$2
if ! mountpoint -q "$mount"; then rmdir "$mount" 2>/dev/null || true; exit 0; fi
if mountpoint -q "$folder"; then umount "$folder"; fi
find "$folder" -mindepth 1 -delete
cp -a "$mount/data/." "$folder/"
umount "$mount"
rmdir "$mount"`;
