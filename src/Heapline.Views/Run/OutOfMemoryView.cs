using Heapline.Analysis;
using Heapline.Capture;
using Spectre.Console;

namespace Heapline.Views;

/// <summary>What is said of a program that the kernel killed because memory ran out: that it was so, and what was alive at that instant, by line.</summary>
public static class OutOfMemoryView
{
    private const string Name = "mprof: ";
    private const int MostLines = 5;
    private const int BytesWidth = 9;

    /// <summary>One sentence.</summary>
    public static string Sentence(OutOfMemoryKill kill)
    {
        ArgumentNullException.ThrowIfNull(kill);
        return kill.LimitBytes > 0
            ? $"killed by the kernel at {Quantity.Bytes(kill.LimitBytes)}, the limit of its cgroup"
            : "killed by the kernel, which had no memory left";
    }

    /// <summary>Writes the sentence, and the lines that held most.</summary>
    public static void Write(ReportConsole console, OutOfMemoryKill kill, CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(console);
        console.Sentence(Name + Sentence(kill), Palette.Warning);
        var label = "alive    ";
        foreach (var line in LineReport.Of(capture, SortKey.End).HottestFirst().Where(line => line.Figures.LiveAtEndBytes > 0).Take(MostLines))
        {
            console.Line(new StyledLine().Add(Name, Palette.Quiet).Add(label)
                .Right(Quantity.Bytes(line.Figures.LiveAtEndBytes), BytesWidth, Palette.Strong)
                .Add("  ").AddPlace(line.Place, console.Width, Style.Plain));
            label = "         ";
        }
    }
}
