namespace Heapline.Capture;

/// <summary>What was kept out of a capture because the user wanted so.</summary>
[Flags]
public enum Redactions
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>The text of source files.</summary>
    Sources = 1,
    /// <summary>Paths: of source files (but for those of Python's own library), of folders, and the arguments of commands.</summary>
    Paths = 2,
}
