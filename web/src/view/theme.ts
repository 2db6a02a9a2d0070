import { useEffect, useState } from "preact/hooks";
import { onPrinting } from "./printing";

/** A colour of the style sheet, for what is drawn. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Draws anew when the system turns dark or light, or the page is printed. */
export function useScheme(): number {
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const turned = (): void => setScheme((n) => n + 1);
    query.addEventListener("change", turned);
    const off = onPrinting(turned);
    return () => {
      query.removeEventListener("change", turned);
      off();
    };
  }, []);
  return scheme;
}

/** Width of an element, kept up to date. */
export function useWidth(of: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = of.current;
    if (!element) return undefined;
    const measure = (): void => setWidth(Math.floor(element.clientWidth));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    const off = onPrinting(measure);
    return () => {
      observer.disconnect();
      off();
    };
  }, []);
  return width;
}

/** Colours of several curves, told apart also by those who see no red or green (after Okabe and Ito, 2008). */
export const several = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c7a00", "#7a5195", "#6b7280", "#a05d56", "#3b8ea5", "#b8860b"];
