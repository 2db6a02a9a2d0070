using Heapline.Analysis;

namespace Heapline.Views;

/// <summary>Places of a program in a few words.</summary>
public static class PlaceText
{
    /// <summary>What stands where no Python code was running.</summary>
    public const string NoPython = "no Python code running";

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
