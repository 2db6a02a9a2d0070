using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>
/// The sites of a capture as the page numbers them: those that read the same (thread, call stack by text, allocator) are one, arenas are none,
/// and sampled ones stay apart unless they are of one weight and size (<see cref="SampleKind"/>).
/// Numbers are given in the order of first use, so that sites that act at the same time have numbers near each other.
/// </summary>
internal sealed class ReportSites
{
    /// <summary>Not on the page.</summary>
    public const int None = -1;

    private readonly int[] _numberOf;
    private readonly Dictionary<ReportSite, int> _known = [];
    private readonly List<ReportSite> _sites = [];
    private readonly CallTree _tree;
    private readonly SampleKinds _samples;

    public ReportSites(CallTree tree)
    {
        _tree = tree;
        _samples = new SampleKinds(tree.Capture);
        _numberOf = new int[tree.Capture.Sites.Count];
        Array.Fill(_numberOf, int.MinValue);
    }

    /// <summary>The sites numbered so far.</summary>
    public IReadOnlyList<ReportSite> Sites => _sites;

    /// <summary>The page's number of a site, a new one if need be; <see cref="None"/> for an arena.</summary>
    public int NumberOf(SiteId id)
    {
        ref int number = ref _numberOf[id.Value];
        if (number != int.MinValue)
            return number;
        var site = _tree.Capture.Sites[id.Value];
        if (site.Allocator == AllocatorKind.Arena)
            return number = None;
        var key = new ReportSite(site.Thread, _tree.NodeOf(site.Stack), site.Allocator, _samples.Of(id));
        if (!_known.TryGetValue(key, out number))
        {
            number = _sites.Count;
            _known.Add(key, number);
            _sites.Add(key);
        }
        return number;
    }
}
