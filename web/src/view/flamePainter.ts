import { FileKind, type SourceFile } from "../data/detail";
import { NoCode, type Frames } from "../data/frames";
import type { Box } from "../data/layout";
import { colour } from "./theme";

export const rowHeight = 21;
const font = '12px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

export interface FlamePicture {
  boxes: Box[];
  frames: Frames;
  files: SourceFile[];
  width: number;
  height: number;
  /** How far it is scrolled, in pixels. */
  top: number;
  depth: number;
  upward: boolean;
  matches: Uint8Array | null;
  hover: number;
  cursor: number;
}

/** Draws the boxes that are in sight. */
export class FlamePainter {
  private readonly ink = colour("ink");
  private readonly paper = colour("paper");
  private readonly accent = colour("accent");
  private readonly match = colour("match");
  private readonly onMatch = colour("on-match");
  private readonly root = colour("box-root");
  private readonly shades = [0, 1, 2].map((kind) => Array.from({ length: 4 }, (_, i) => colour(`box-${kind}-${i}`)));

  paint(canvas: HTMLCanvasElement, picture: FlamePicture): void {
    const { boxes, width, height, top, depth, upward, matches } = picture;
    const scale = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d")!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = font;
    context.textBaseline = "middle";
    const letter = context.measureText("mmmmmmmmmm").width / 10;
    for (let i = 0; i < boxes.length; i++) {
      const box = boxes[i];
      const y = (upward ? depth - 1 - box.depth : box.depth) * rowHeight - top;
      if (y + rowHeight < 0 || y > height) continue;
      const x = box.left * width;
      const w = (box.right - box.left) * width;
      const hit = matches !== null && !picture.frames.isGroup(box.frame) && box.frame >= 0 && matches[box.frame] === 1;
      context.globalAlpha = (matches !== null && !hit) || box.above ? 0.5 : 1;
      context.fillStyle = hit ? this.match : this.fill(picture, box, i);
      context.fillRect(x, y, Math.max(w - (w > 3 ? 1 : 0), 0.4), rowHeight - 1);
      context.globalAlpha = 1;
      if (w > letter * 3) this.label(context, picture, box, i, x, y, w, letter, hit);
      if (i === picture.hover || i === picture.cursor) {
        context.strokeStyle = i === picture.cursor ? this.accent : this.ink;
        context.lineWidth = i === picture.cursor ? 2 : 1;
        context.strokeRect(x + 1, y + 1, Math.max(w - 3, 1), rowHeight - 3);
      }
    }
  }

  private fill({ frames, files }: FlamePicture, box: Box, index: number): string {
    if (index === 0 || frames.isGroup(box.frame) || box.frame === NoCode) return this.root;
    const file = frames.file(box.frame);
    const kind = files[file]?.kind ?? FileKind.Interpreter;
    // Boxes of one file have one colour; files beside each other seldom the same.
    return this.shades[kind][(file * 7 + (file >> 2)) % 4] || this.paper;
  }

  private label(
    context: CanvasRenderingContext2D, { frames }: FlamePicture, box: Box, index: number, x: number, y: number, w: number, letter: number, hit: boolean,
  ): void {
    const room = Math.floor((w - 8) / letter);
    if (room < 2) return;
    const name = index === 0 ? "all" : frames.name(box.frame);
    const place = index === 0 ? "" : frames.place(box.frame);
    const text = name.length <= room ? name : `${name.slice(0, room - 1)}…`;
    context.save();
    context.beginPath();
    context.rect(x, y, w - 2, rowHeight);
    context.clip();
    context.fillStyle = hit ? this.onMatch : this.ink;
    context.fillText(text, x + 4, y + rowHeight / 2);
    if (place && name.length + 2 + place.length <= room) {
      context.globalAlpha = 0.68;
      context.fillText(place, x + 4 + (name.length + 2) * letter, y + rowHeight / 2);
      context.globalAlpha = 1;
    }
    context.restore();
  }
}
