namespace Heapline.Capture;

/// <summary>Index of a <see cref="Function"/> in a capture, from 0 in order of definition.</summary>
public readonly record struct FunctionId(int Value);

/// <summary>Index of a call stack in a capture, from 0 in order of definition. <see cref="None"/> is the empty stack: no Python code was running.</summary>
public readonly record struct StackId(int Value)
{
    /// <summary>The empty call stack; the parent of every outermost frame.</summary>
    public static StackId None => new(-1);

    /// <summary>Whether this is the empty call stack.</summary>
    public bool IsNone => Value < 0;
}

/// <summary>Index of a <see cref="Site"/> in a capture, from 0 in order of definition.</summary>
public readonly record struct SiteId(int Value);
