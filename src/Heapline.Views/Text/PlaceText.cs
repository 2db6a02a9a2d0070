using Heapline.Analysis;
using Spectre.Console;

namespace Heapline.Views;

/// <summary>Places of a program in a few words.</summary>
public static class PlaceText
{
    /// <summary>What stands where no Python code was running.</summary>
    public const string NoPython = "no Python code running";

    /// <summary>Adds function and location in what is left of <paramref name="width"/> columns. Where both do not fit, the function is cut, to half of the room at most.</summary>
    public static StyledLine AddPlace(this StyledLine line, in Frame frame, int width, Style style)
    {
        ArgumentNullException.ThrowIfNull(line);
        var (function, location) = (Function(frame), Location(frame));
        int room = width - line.Width;
        int beside = location.Length > 0 ? CellText.Width(location) + 2 : 0;
        line.Add(CellText.Cut(function, Math.Max(room - beside, room / 2)), style);
        return location.Length > 0 ? line.Add("  ").Add(location, Palette.Quiet) : line;
    }

    /// <summary>The function, or what stands for none.</summary>
    public static string Function(in Frame frame) => frame.IsNone ? NoPython : Printable.Text(frame.Function);

    /// <summary>The last part of the file's name and the line, <c>app.py:12</c>; empty where there is no Python code.</summary>
    public static string Location(in Frame frame) => frame switch
    {
        { IsNone: true } => "",
        { Line: 0 } => PathText.Last(frame.File),
        _ => $"{PathText.Last(frame.File)}:{frame.Line}",
    };
}
