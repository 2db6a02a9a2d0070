using Heapline.Analysis;

namespace Heapline.Views;

/// <summary>One column of figures, the same in every report: its head, its width, and how a figure is written in it.</summary>
/// <param name="Key">The figure.</param>
/// <param name="Head">What stands above it.</param>
/// <param name="Width">Columns it takes.</param>
public sealed record FigureColumn(SortKey Key, string Head, int Width)
{
    /// <summary>Bytes alive at the peak.</summary>
    public static FigureColumn Peak { get; } = new(SortKey.Peak, "at peak", Quantity.BytesWidth);
    /// <summary>Bytes alive at the end.</summary>
    public static FigureColumn End { get; } = new(SortKey.End, "at end", Quantity.BytesWidth);
    /// <summary>Bytes allocated over the run.</summary>
    public static FigureColumn Allocated { get; } = new(SortKey.Allocated, "allocated", 9);
    /// <summary>Number of allocations over the run.</summary>
    public static FigureColumn Count { get; } = new(SortKey.Count, "count", Quantity.CountWidth);
    /// <summary>Number of temporary allocations.</summary>
    public static FigureColumn Temporary { get; } = new(SortKey.Temporary, "temp", Quantity.CountWidth);

    /// <summary>The standard error of a column's figure, in percent of it; for captures that were sampled.</summary>
    public static FigureColumn Error(SortKey key) => new(key, "±", 5) { IsError = true };

    /// <summary>The columns, with the error of one of them beside it where the capture was sampled.</summary>
    public static IReadOnlyList<FigureColumn> WithError(IEnumerable<FigureColumn> columns, SortKey key, Capture.CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        return capture.Sampling.IsEstimated
            ? [.. columns.SelectMany(column => column.Key == key ? new[] { column, Error(key) } : [column])]
            : [.. columns];
    }

    /// <summary>Whether it shows how uncertain the figure is.</summary>
    public bool IsError { get; private init; }

    /// <summary>The column that shows what a report is ordered by.</summary>
    public static FigureColumn Of(SortKey key) => key switch
    {
        SortKey.End => End,
        SortKey.Allocated => Allocated,
        SortKey.Count => Count,
        SortKey.Temporary => Temporary,
        _ => Peak,
    };

    /// <summary>What a figure of this column is, within a sentence.</summary>
    public string InWords => Key switch
    {
        SortKey.End => "alive at the end",
        SortKey.Allocated => "allocated",
        SortKey.Count => "allocations",
        SortKey.Temporary => "temporary allocations",
        _ => "alive at the peak",
    };

    /// <summary>The figure as text; empty for nothing, so that the eye finds what there is.</summary>
    public string Text(in Figures figures) => IsError ? Quantity.Error(figures.StandardError(Key), figures.By(Key)) : figures.By(Key) switch
    {
        0 => "",
        var count when Key is SortKey.Count or SortKey.Temporary => Quantity.Count(count),
        var bytes => Quantity.Bytes(bytes),
    };
}
