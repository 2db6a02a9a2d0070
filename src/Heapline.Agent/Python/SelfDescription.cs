namespace Heapline.Agent.Python;

/// <summary>
/// <c>_Py_DebugOffsets</c>: what CPython from 3.13 on says of its own layout, for debuggers, at the start of <c>_PyRuntime</c>. It is compared with what the headers of that
/// version gave: a build whose structures were changed says so here, and is refused instead of being read at the wrong places.
/// <code>
///  word  0          1                2               3 …
///        "xdebugpy" PY_VERSION_HEX   free_threaded   sizes and offsets, grouped by structure; which groups and fields there are differs between minor versions
/// </code>
/// </summary>
internal static unsafe class SelfDescription
{
    /// <summary>"xdebugpy", as a little-endian word.</summary>
    public const ulong Cookie = 0x7970_6775_6265_6478;

    /// <summary>The level and number of a pre-release, or of a final one (0xF0), which <see cref="PyApi.HexVersion"/> does not have.</summary>
    private const uint LevelMask = 0xFF;

    /// <summary>Whether the description is that of this version and build, and agrees with <see cref="Offsets"/> in everything that both of them say.</summary>
    public static bool Matches(ulong* description, uint hexVersion, bool freeThreaded) =>
        description[0] == Cookie
        && (description[1] & ~(ulong)LevelMask) == (hexVersion & ~LevelMask)
        && Offsets.TryFor(hexVersion, freeThreaded, out var offsets)
        && offsets.DescribedLayout > 0
        && description[offsets.DescribedLayout] == (freeThreaded ? 1UL : 0)
        && offsets.AgreeWith(description);
}
