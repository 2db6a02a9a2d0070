namespace Heapline.Bench;

/// <summary>One way to run the article's program.</summary>
/// <param name="Name">What a person types, shortened.</param>
/// <param name="Command">The command for a script: a program's path and its arguments.</param>
/// <param name="SmallCount">Numbers that this way is given to add; less than <see cref="LineBench.Count"/> where it would take minutes, and then scaled.</param>
/// <param name="Against">Name of the original's way that this one replaces; null for the original's own and for plain runs.</param>
internal sealed record LineWay(string Name, Func<string, IReadOnlyList<string>> Command, int SmallCount, string? Against);

/// <summary>What a way cost, for all <see cref="LineBench.Count"/> numbers.</summary>
/// <param name="Way">The way.</param>
/// <param name="StartSeconds">Processor time of a run that adds one number, in seconds.</param>
/// <param name="CpuSeconds">Processor time in seconds, of the program, its children and of what profiles them; scaled where the way was given fewer numbers.</param>
/// <param name="WallSeconds">Seconds from start to exit, of what was run: not scaled.</param>
internal sealed record LineResult(LineWay Way, Spread StartSeconds, Spread CpuSeconds, Spread WallSeconds)
{
    /// <summary>Line ends in the program: two a number, and one more for the loop's end, the line before it and the return.</summary>
    public const double LineEnds = 2.0 * LineBench.Count + 3;

    public double NanosecondsALine => (CpuSeconds.Median - StartSeconds.Median) / LineEnds * 1e9;
}
