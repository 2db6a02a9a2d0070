using System.Globalization;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>
/// Gives up detail, what can be seen least first. Totals stay as they are: ticks are put together, small call stacks counted with their callers,
/// texts left out; nothing is dropped that has a figure.
/// </summary>
internal static class Thinning
{
    // A screen has some 2,000 columns of timeline; a box of 1/10,000 is a tenth of a pixel wide.
    private static readonly (int Readings, int Ticks, double Share, SourceKind? Texts)[] s_steps =
    [
        (4_000, int.MaxValue, 0, null),
        (4_000, 2_000, 0, null),
        (4_000, 2_000, 0.0001, null),
        (4_000, 2_000, 0.0001, SourceKind.Library),
        (2_000, 500, 0.001, SourceKind.Library),
        (1_000, 200, 0.005, SourceKind.Library),
        (500, 100, 0.01, SourceKind.Own),
        (200, 40, 0.05, SourceKind.Own),
    ];

    /// <summary>The same with less and less detail; each says all that was given up so far.</summary>
    public static IEnumerable<ReportData> Steps(ReportData whole)
    {
        foreach (var (readings, ticks, share, texts) in s_steps)
        {
            var said = new List<string>();
            var data = whole;
            if (ThinnedReadings.Of(data.Samples, readings) is { } samples)
            {
                said.Add($"Of {Quantity.Exactly(data.Samples.Count)} readings of resident memory {Quantity.Exactly(samples.Count)} are on this page: the lowest and the highest of each stretch.");
                data = data with { Samples = samples };
            }
            if (TogetherTicks.Of(data, ticks) is { } fewer)
            {
                said.Add($"Selections are as fine as {Quantity.Duration(Length(whole) / ticks)}: {Quantity.Exactly(data.Ticks.Count)} ticks of the capture are {Quantity.Exactly(fewer.Ticks.Count)} on this page.");
                data = fewer;
            }
            if (share > 0 && SmallStacks.WithCallers(data, share) is { } folded)
            {
                said.Add($"Call stacks that never had {Percent(share)} of what was allocated, or was alive, are counted with their callers: {Quantity.Exactly(data.Places)} places are {Quantity.Exactly(folded.Places)} on this page.");
                data = folded;
            }
            if (texts is { } least && WithoutTexts(data, least) is { Count: > 0 } files)
            {
                said.Add($"The texts of {Quantity.Exactly(files.Count)} source files are left out, {(least == SourceKind.Own ? "the program's own among them" : "none of them the program's own")}.");
                data = data with { WithoutSource = files };
            }
            if (said.Count > 0)
                yield return data with { GivenUp = said };
        }
    }

    private static HashSet<string> WithoutTexts(ReportData data, SourceKind from) =>
        [.. data.Capture.Sources.Keys.Where(file => SourceKinds.Of(file, data.Capture.Run.WorkingDirectory) >= from)];

    private static long Length(ReportData data) => data.Ticks.Select(tick => tick.EndNs).DefaultIfEmpty().Max();

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");
}
