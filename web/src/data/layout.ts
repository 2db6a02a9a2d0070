import type { Branch, FlameTree } from "./flame";
import type { FrameId } from "./frames";

/** A box as it is drawn: from left to right as parts of the width, and how deep. */
export interface Box {
  left: number;
  right: number;
  depth: number;
  frame: FrameId;
  value: number;
  error: number;
  /** Index of the box it lies on; -1 for the root. */
  parent: number;
  /** Whether it is one of those that lead to what is zoomed into. */
  above: boolean;
}

/** Boxes narrower than this are not drawn. */
const narrowest = 0.4;

/**
 * Lays out the boxes that can be seen at a width in pixels, breadth within depth.
 * @param path Frames from the root to what fills the width; as much of it as there is.
 */
export function layout(tree: FlameTree, path: FrameId[], width: number, mostDepth = 4000): Box[] {
  const root = tree.root();
  const boxes: Box[] = [];
  if (root.value <= 0) return boxes;
  const branches: Branch[] = [];
  const push = (branch: Branch, left: number, right: number, depth: number, parent: number, above: boolean): number => {
    boxes.push({ left, right, depth, frame: branch.frame, value: branch.value, error: branch.error, parent, above });
    branches.push(branch);
    return boxes.length - 1;
  };
  let top = push(root, 0, 1, 0, -1, false);
  for (const frame of path) {
    const next = tree.children(branches[top]).find((child) => child.frame === frame);
    if (!next) break;
    boxes[top].above = true;
    top = push(next, 0, 1, boxes[top].depth + 1, top, false);
  }
  for (let at = top; at < boxes.length; at++) {
    const box = boxes[at];
    if (box.depth >= mostDepth) continue;
    let left = box.left;
    const scale = (box.right - box.left) / box.value;
    // A lone narrow box's children are narrower still.
    if ((box.right - box.left) * width < narrowest) continue;
    for (const child of tree.children(branches[at])) {
      const right = left + child.value * scale;
      if ((right - left) * width >= narrowest) push(child, left, right, box.depth + 1, at, false);
      left = right;
    }
  }
  return boxes;
}

/** Frames from the root to a box. */
export function pathOf(boxes: Box[], at: number): FrameId[] {
  const path: FrameId[] = [];
  for (; at > 0; at = boxes[at].parent) path.push(boxes[at].frame);
  return path.reverse();
}
