namespace Heapline.Analysis;

/// <summary>A place in a Python program, as a report names it.</summary>
/// <param name="Function">Name of the function; empty when no Python code was running.</param>
/// <param name="File">Its file, as the interpreter names it; empty when no Python code was running.</param>
/// <param name="Line">1-based line; 0 when unknown.</param>
public readonly record struct Frame(string Function, string File, int Line)
{
    /// <summary>No Python code: the interpreter's own start-up and end, or a thread that runs none.</summary>
    public static Frame None => new("", "", 0);

    /// <summary>Whether no Python code was running.</summary>
    public bool IsNone => Function.Length == 0 && File.Length == 0;

    /// <summary>Whether this is code frozen into the interpreter, such as the import machinery: true, but seldom what one looks for.</summary>
    public bool IsInterpreterInternal => IsNone || File.StartsWith("<frozen ", StringComparison.Ordinal);
}
