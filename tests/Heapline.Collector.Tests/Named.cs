using Heapline.Capture;

namespace Heapline.Collector.Tests;

/// <summary>Sites of a capture by name, independent of ids: <c>10 PyObjectMalloc a.py:f:3 a.py:g:7</c>.</summary>
internal static class Named
{
    public static string Site(CaptureData data, SiteId id)
    {
        var site = data.Sites[id.Value];
        List<string> frames = [];
        for (var stack = site.Stack; !stack.IsNone; stack = data.Stacks[stack.Value].Parent)
        {
            var node = data.Stacks[stack.Value];
            var function = data.Functions[node.Function.Value];
            frames.Insert(0, $"{function.File}:{function.Name}:{node.Line}");
        }
        return string.Join(' ', [data.Threads[site.Thread].Tid.ToString(), site.Allocator.ToString(), .. frames]);
    }

    /// <summary>Every figure of the ticks and the peak, a line each, in an order of its own.</summary>
    public static string Everything(CaptureData data)
    {
        List<string> lines = [];
        foreach (var tick in data.Ticks)
        {
            lines.Add($"tick {tick.Number}: {tick.HeapBytes} bytes, high {tick.HeapBytesHigh}, arenas {tick.ArenaBytes}");
            lines.AddRange(tick.Changes.Select(change =>
                $"  {Site(data, change.Site)}: {change.Allocations}/{change.AllocatedBytes}, within {change.FreedWithin}/{change.FreedWithinBytes}, temporary {change.Temporary}")
                .Order(StringComparer.Ordinal));
            lines.AddRange(tick.LaterFrees.Select(free =>
                $"  {Site(data, free.Site)} of {free.AllocatedTick}: freed {free.Count}/{free.Bytes}, temporary {free.Temporary}")
                .Order(StringComparer.Ordinal));
        }
        foreach (var peak in data.Peaks)
        {
            lines.Add($"peak {peak.HeapBytes}");
            lines.AddRange(peak.Blocks.Select(block => $"  {Site(data, block.Site)}: {block.Count}/{block.Bytes}").Order(StringComparer.Ordinal));
        }
        return string.Join('\n', lines);
    }
}
