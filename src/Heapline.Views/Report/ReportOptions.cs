namespace Heapline.Views.Report;

/// <summary>How a page is to be made.</summary>
public sealed record ReportOptions
{
    /// <summary>What it shows first.</summary>
    public ReportView View { get; init; }

    /// <summary>The most bytes the page may have; null for no limit.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>What to write above; null for the command line.</summary>
    public string? Title { get; init; }

    /// <summary>The part of the run that is brushed at first, in seconds since its start; null for all of it.</summary>
    public (double From, double To)? Window { get; init; }
}
