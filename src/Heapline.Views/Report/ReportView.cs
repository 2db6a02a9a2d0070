namespace Heapline.Views.Report;

/// <summary>What the page shows first.</summary>
public enum ReportView
{
    /// <summary>Everything: the timeline above, the flame graph below (<c>mprof report</c>).</summary>
    Report,
    /// <summary>The timeline, high (<c>mprof plot -o x.html</c>).</summary>
    Timeline,
    /// <summary>The flame graph, high (<c>mprof flamegraph</c>).</summary>
    Flame,
}
