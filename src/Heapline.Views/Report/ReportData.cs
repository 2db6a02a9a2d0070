using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>What a page is made of, numbered as the page numbers it; with less detail where its size is limited.</summary>
internal sealed record ReportData
{
    /// <summary>The capture's call stacks.</summary>
    public required CallTree Tree { get; init; }
    /// <summary>Sites, by number.</summary>
    public required IReadOnlyList<ReportSite> Sites { get; init; }
    /// <summary>Ticks of all processes, in the order of their ends.</summary>
    public required IReadOnlyList<ReportTick> Ticks { get; init; }
    /// <summary>What was alive at each of the capture's peaks, by site.</summary>
    public required IReadOnlyList<IReadOnlyList<ReportLive>> Peaks { get; init; }
    /// <summary>Readings of resident memory.</summary>
    public required IReadOnlyList<MemorySample> Samples { get; init; }
    /// <summary>Files whose text is left out.</summary>
    public IReadOnlySet<string> WithoutSource { get; init; } = new HashSet<string>();
    /// <summary>What was given up for the page's size, a sentence each.</summary>
    public IReadOnlyList<string> GivenUp { get; init; } = [];

    /// <summary>How many places the sites are of.</summary>
    public int Places => Sites.Select(site => site.Place).Distinct().Count();

    /// <summary>The capture.</summary>
    public CaptureData Capture => Tree.Capture;

    /// <summary>Everything that a capture has.</summary>
    public static ReportData Of(CaptureData capture)
    {
        var tree = new CallTree(capture);
        var sites = new ReportSites(tree);
        var ticks = ReportTicks.Of(capture, sites);
        // Sites that only a peak names get their numbers last.
        var peaks = capture.Peaks.Select(peak => Merged(peak.Blocks.Select(blocks => new ReportLive(sites.NumberOf(blocks.Site), blocks.Count, blocks.Bytes))
            .Where(live => live.Site != ReportSites.None))).ToList();
        return new ReportData { Tree = tree, Sites = sites.Sites, Ticks = ticks, Peaks = peaks, Samples = capture.Samples };
    }

    /// <summary>Adds up what is of the same site; the result rises by site.</summary>
    public static IReadOnlyList<ReportLive> Merged(IEnumerable<ReportLive> live) =>
        [.. live.GroupBy(entry => entry.Site).OrderBy(group => group.Key).Select(group => new ReportLive(group.Key, group.Sum(entry => entry.Count), group.Sum(entry => entry.Bytes)))];
}
