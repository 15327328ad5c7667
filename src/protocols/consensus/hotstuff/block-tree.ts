import { hashString } from '../../../core/hash.ts';
import { operationText } from '../shared/key-value.ts';
import type { Block, Digest, QuorumCertificate, Request } from './messages.ts';

/** The root of every tree, which everyone holds for certified and committed. */
export const GENESIS: Digest = 'genesis';

/** A block in its place. */
export interface TreeNode {
  readonly digest: Digest;
  /** The number of its ancestors. */
  readonly height: number;
  readonly view: number;
  /** Undefined for the root. */
  readonly block: Block | undefined;
}

export const ROOT: TreeNode = { digest: GENESIS, height: 0, view: 0, block: undefined };

/** What the digest of a block that was seen before is. Blocks are immutable, and shared by all who hold them. */
const digests = new WeakMap<Block, Digest>();

/** The digest of a well-formed block: a hash over all that it says, of its certificate which block and not by whom. */
export function digestOf(block: Block): Digest {
  let digest = digests.get(block);
  if (digest === undefined) {
    const text = contentOf(block);
    digest = hex(hashString(text, 0x0b10c)) + hex(hashString(text, 0x4a54));
    digests.set(block, digest);
  }
  return digest;
}

function contentOf({ parent, view, justify, requests }: Block): string {
  return `${parent} ${view} ${certificateText(justify)} ${requests.map(requestText).join(' ')}`;
}

function certificateText({ phase, view, block }: QuorumCertificate): string {
  return `${phase} ${view} ${block}`;
}

function requestText({ client, sequence, doneBelow, operation }: Request): string {
  return `${client}.${sequence}.${doneBelow} ${operationText(operation)}`;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** The blocks that a replica knows. Each has its parent there, so that every branch reaches the root. */
export class BlockTree {
  private readonly nodes: Map<Digest, TreeNode> = new Map([[GENESIS, ROOT]]);

  get(digest: Digest): TreeNode | undefined {
    return this.nodes.get(digest);
  }

  /** Adds a block whose parent is there, and gives its place. */
  insert(block: Block, parent: TreeNode): TreeNode {
    const digest = digestOf(block);
    const known = this.nodes.get(digest);
    if (known !== undefined) return known;
    const node = { digest, height: parent.height + 1, view: block.view, block };
    this.nodes.set(digest, node);
    return node;
  }

  parentOf(node: TreeNode): TreeNode | undefined {
    return node.block && this.nodes.get(node.block.parent);
  }

  /** The block that the block's certificate is for. */
  justifiedBy(node: TreeNode): TreeNode | undefined {
    return node.block && this.nodes.get(node.block.justify.block);
  }

  /** Whether the node is the ancestor itself or a descendant of it. */
  isDescendant(node: TreeNode, ancestor: TreeNode): boolean {
    let at: TreeNode | undefined = node;
    while (at !== undefined && at.height > ancestor.height) at = this.parentOf(at);
    return at === ancestor;
  }

  /** The nodes above `base` on the way from it, or from where the two part, to `tip`: the oldest first. */
  pathTo(tip: TreeNode, base: TreeNode): TreeNode[] {
    const path: TreeNode[] = [];
    let low: TreeNode | undefined = base;
    let at: TreeNode | undefined = tip;
    while (at !== undefined && at !== low) {
      if (low !== undefined && low.height >= at.height) {
        low = this.parentOf(low);
        continue;
      }
      path.push(at);
      at = this.parentOf(at);
    }
    return path.reverse();
  }

  /** What a trace shows of it: the rest lies on the disk. */
  folded(): unknown {
    return this.nodes.size;
  }
}
