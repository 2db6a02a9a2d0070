using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Bench;

/// <summary>What a capture says of the lines of one program, by allocator, as every report adds it up.</summary>
internal sealed class SampledLines
{
    /// <summary>The figures whose error bars are looked at, and how to read each: the figure, its standard error, and blocks and bytes to tell the size of blocks by.</summary>
    public static readonly (string Name, Func<Figures, long> Of, Func<FigureErrors, double> Error, Func<Figures, long> Blocks, Func<Figures, long> Bytes)[] Kinds =
    [
        ("allocated_bytes", figures => figures.AllocatedBytes, errors => errors.AllocatedBytes, figures => figures.Allocations, figures => figures.AllocatedBytes),
        ("allocations", figures => figures.Allocations, errors => errors.Allocations, figures => figures.Allocations, figures => figures.AllocatedBytes),
        ("at_peak_bytes", figures => figures.AtPeakBytes, errors => errors.AtPeakBytes, figures => figures.AtPeakAllocations, figures => figures.AtPeakBytes),
        ("at_peak_allocations", figures => figures.AtPeakAllocations, errors => errors.AtPeakAllocations, figures => figures.AtPeakAllocations, figures => figures.AtPeakBytes),
    ];

    private readonly Dictionary<Line, List<Figures>> _sites = [];

    /// <summary>Reads a capture.</summary>
    public SampledLines(string path, string program)
    {
        var capture = CaptureReader.Read(path);
        var figures = SiteFigures.Of(capture);
        for (var index = 0; index < figures.Length; index++)
        {
            var site = capture.Sites[index];
            if (figures[index].IsZero || site.Stack.IsNone)
                continue;
            var frame = capture.Stacks[site.Stack.Value];
            if (!capture.Functions[frame.Function.Value].File.EndsWith(program, StringComparison.Ordinal))
                continue;
            var line = new Line(frame.Line, site.Allocator);
            if (!_sites.TryGetValue(line, out var sites))
                _sites.Add(line, sites = []);
            sites.Add(figures[index]);
        }
    }

    /// <summary>A line of the program, and where it had its blocks from.</summary>
    public readonly record struct Line(int Number, AllocatorKind Allocator);

    /// <summary>The lines of which a block was recorded.</summary>
    public IEnumerable<Line> All => _sites.Keys;

    /// <summary>All that a line did; zero where nothing of it was recorded.</summary>
    public Figures Of(Line line) => SitesOf(line).Aggregate(default(Figures), (sum, site) => sum + site);

    /// <summary>The same in parts: in a sampled capture the blocks of a part are of nearly one size.</summary>
    public IReadOnlyList<Figures> SitesOf(Line line) => _sites.GetValueOrDefault(line) ?? [];
}
