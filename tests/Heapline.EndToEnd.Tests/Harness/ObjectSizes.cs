namespace Heapline.EndToEnd.Tests;

/// <summary>What CPython's objects take besides what they hold.</summary>
internal static class ObjectSizes
{
    private const int WithTheLock = 33;

    // Its owner, a lock of its own, and a second count of references.
    private const int WithoutTheLock = 16;

    /// <summary>Bytes that <c>bytes(n)</c> asks for beyond n: the object's header and the closing zero byte.</summary>
    public static int HeaderOf(string python) => WithTheLock + MoreOf(python);

    /// <summary>Bytes by which every object is larger than in a build with the global lock.</summary>
    public static int MoreOf(string python) => Interpreters.IsFreeThreaded(python) ? WithoutTheLock : 0;
}
