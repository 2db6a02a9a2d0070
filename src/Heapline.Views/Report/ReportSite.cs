using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>What blocks are counted by on the page.</summary>
/// <param name="Thread">Index of the thread.</param>
/// <param name="Node">The call stack, as a node of the tree.</param>
/// <param name="Allocator">The function that handed the blocks out.</param>
/// <param name="Samples">How they were sampled.</param>
internal readonly record struct ReportSite(int Thread, int Node, AllocatorKind Allocator, SampleKind Samples)
{
    /// <summary>What people see as one, however its blocks were sampled.</summary>
    public ReportSite Place => this with { Samples = SampleKind.Exact };
}
