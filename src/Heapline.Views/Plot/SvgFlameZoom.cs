using System.Globalization;

namespace Heapline.Views.Plot;

/// <summary>
/// A click on a call widens it to the whole width and puts its level at the bottom, as in the original's figure; a click beside the calls, or Escape, shows all again. For
/// browsers: a viewer that runs no scripts shows the whole picture.
/// </summary>
internal static class SvgFlameZoom
{
    // The picture keeps to fractions of the time axis, 0 to 1. "Whole" is what was drawn; ticks are taken away and made anew.
    internal const string Script = """
        (function () {
          var svg = document.currentScript.ownerSVGElement, zoom = svg.querySelector('.zoom'), at = function (name) { return +zoom.getAttribute('data-' + name); };
          var left = at('left'), right = at('right'), bottom = at('bottom'), height = at('height'), room = at('room');
          var calls = [].slice.call(svg.querySelectorAll('.call')), curves = svg.querySelector('.curves');
          var ticks = svg.querySelector('.tick-labels'), fixed = [].slice.call(svg.querySelectorAll('.whole')), model = ticks.querySelector('text');
          var levels = Math.max.apply(null, calls.map(function (call) { return +call.getAttribute('data-level'); })) + 1;
          [].slice.call(curves.querySelectorAll('path')).forEach(function (path) { path.setAttribute('vector-effect', 'non-scaling-stroke'); });
          function show(from, to, level) {
            var whole = from === 0 && to === 1 && level === 0, width = (right - left) / (to - from), tall = Math.min(height, room / (levels - level + 1));
            calls.forEach(function (call) {
              var begin = Math.max(0, (call.getAttribute('data-from') - from) / (to - from)), end = Math.min(1, (call.getAttribute('data-to') - from) / (to - from));
              var above = call.getAttribute('data-level') - level, rect = call.querySelector('rect'), text = call.querySelector('text');
              var x = left + begin * (right - left), w = Math.max(1, (end - begin) * (right - left)), y = bottom - (above + 1) * tall;
              call.style.display = above >= 0 && end > 0 && 1 > begin ? '' : 'none';
              rect.setAttribute('x', x); rect.setAttribute('width', w); rect.setAttribute('y', y); rect.setAttribute('height', tall - 1);
              text.setAttribute('x', x + 4); text.setAttribute('y', y + 13);
              text.style.display = tall >= 16 && w >= text.getAttribute('data-width') ? '' : 'none';
            });
            curves.setAttribute('transform', 'translate(' + (left - from * width) + ') scale(' + 1 / (to - from) + ' 1) translate(' + -left + ')');
            fixed.forEach(function (part) { part.style.display = whole ? '' : 'none'; });
            [].slice.call(ticks.querySelectorAll('.made')).forEach(function (tick) { ticks.removeChild(tick); });
            if (whole) return;
            var first = at('from') + from * (at('to') - at('from')), last = at('from') + to * (at('to') - at('from'));
            var step = Math.pow(10, Math.floor(Math.log10((last - first) / 8)));
            [1, 2, 5, 10].some(function (times) { return 8 >= (last - first) / (step * times) ? (step *= times, true) : false; });
            for (var n = Math.ceil(first / step - 1e-9); last / step + 1e-9 >= n; n++) {
              var tick = model.cloneNode(false);
              tick.setAttribute('class', 'made');
              tick.setAttribute('x', left + (n * step - first) / (last - first) * (right - left));
              tick.textContent = (n * step).toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
              ticks.appendChild(tick);
            }
          }
          svg.addEventListener('click', function (event) {
            var call = event.target.closest('.call');
            if (call) show(+call.getAttribute('data-from'), +call.getAttribute('data-to'), +call.getAttribute('data-level'));
            else show(0, 1, 0);
          });
          document.addEventListener('keydown', function (event) { if (event.key === 'Escape') show(0, 1, 0); });
        })();
        """;

    /// <summary>Opens the group of everything that is zoomed, with what the script knows of it.</summary>
    /// <param name="sheet">The document.</param>
    /// <param name="area">Where the curves are.</param>
    /// <param name="frame">The axes.</param>
    /// <param name="mostHeight">Most height of a call, in pixels.</param>
    public static SvgGroup Begin(SvgSheet sheet, SvgArea area, PlotFrame frame, double mostHeight) => sheet.Part(
        ("class", "zoom"), ("data-left", area.Left), ("data-right", area.Right), ("data-bottom", area.Bottom), ("data-room", area.Height), ("data-height", mostHeight),
        ("data-from", Exact(frame.FromSeconds / frame.Unit.Seconds)), ("data-to", Exact(frame.ToSeconds / frame.Unit.Seconds)));

    /// <summary>Ends the picture with the script.</summary>
    public static void End(SvgSheet sheet) => sheet.Script(Script);

    /// <summary>A number for the script, not rounded to what the eye sees.</summary>
    public static string Exact(double number) => number.ToString("0.#########", CultureInfo.InvariantCulture);
}
