namespace Heapline.EndToEnd.Tests;

/// <summary>Bytes and blocks under one of the headings of a report.</summary>
internal readonly record struct Amount(long Bytes, long Blocks)
{
    public static Amount operator +(Amount a, Amount b) => new(a.Bytes + b.Bytes, a.Blocks + b.Blocks);
    public override string ToString() => $"{Bytes} bytes in {Blocks} blocks";
}

/// <summary>The figures that every row of a report has.</summary>
internal sealed record Figures(Amount AtPeak, Amount LiveAtEnd, Amount Allocated, long Temporary)
{
    public static Figures None { get; } = new(default, default, default, 0);

    public static Figures operator +(Figures a, Figures b) =>
        new(a.AtPeak + b.AtPeak, a.LiveAtEnd + b.LiveAtEnd, a.Allocated + b.Allocated, a.Temporary + b.Temporary);
}

/// <summary>A frame as the reports name it.</summary>
internal sealed record ReportFrame(string Function, string File, int Line);

/// <summary>A row of <c>mprof table --json</c>.</summary>
internal sealed record ReportRow(IReadOnlyList<ReportFrame> Stack, string Allocator, int Process, Figures Figures);

/// <summary>A row of <c>mprof lines --json</c>.</summary>
internal sealed record ReportLine(ReportFrame Place, Figures Figures);
