using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Torture;

/// <summary>What a capture says of one line of a target.</summary>
internal static class Recorded
{
    /// <summary>
    /// The blocks of <c>bytes(n)</c> at a marked line: it alone goes through calloc of CPython's OBJ domain, for n + 33 bytes, so nothing else that the line needs
    /// blurs the truth.
    /// </summary>
    public static Holding At(CaptureData capture, string target, string mark)
    {
        var sum = FiguresAt(capture, target, mark, ofBytesAlone: true);
        return new Holding(sum.Allocations, sum.AllocatedBytes, sum.LiveAtEndAllocations, sum.LiveAtEndBytes);
    }

    /// <summary>The figures of a marked line: of the blocks of <c>bytes(n)</c> alone, or of all that was asked for there.</summary>
    public static Figures FiguresAt(CaptureData capture, string target, string mark, bool ofBytesAlone)
    {
        var line = Workshop.Line(target, mark);
        var figures = SiteFigures.Of(capture);
        var sum = default(Figures);
        for (var index = 0; index < figures.Length; index++)
        {
            var site = capture.Sites[index];
            if ((ofBytesAlone && site.Allocator != AllocatorKind.PyObjectCalloc) || site.Stack.IsNone)
                continue;
            var top = capture.Stacks[site.Stack.Value];
            if (top.Line == line && capture.Functions[top.Function.Value].File.EndsWith($"/{target}.py", StringComparison.Ordinal))
                sum += figures[index];
        }
        return sum;
    }
}
