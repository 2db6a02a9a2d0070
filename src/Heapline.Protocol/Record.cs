using System.Runtime.CompilerServices;

namespace Heapline.Protocol;

/// <summary>Packs and unpacks the words of records; see <see cref="RecordKind"/> for the layout.</summary>
public static class Record
{
    /// <summary>Most words that a record without text has.</summary>
    public const int MaxFixedWords = 4;

    private const int LevelShift = 5;

    /// <summary>The first word of a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Head(RecordKind kind, HookedFunction function, ulong value) => value << 16 | (ulong)function << 8 | (ulong)kind;

    /// <summary>Sizes of <see cref="RecordKind.AllocateHere"/> are below this.</summary>
    public const uint HereBytes = 1 << 12;

    /// <summary>Sizes of <see cref="RecordKind.ReallocateEndHere"/> are below this.</summary>
    public const uint ReallocateHereBytes = 1 << 16;

    /// <summary>A whole <see cref="RecordKind.AllocateHere"/>, of a function that is not sampled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Here(HookedFunction function, ulong address, uint bytes) => address << 16 | bytes << 8 | (uint)RecordKind.AllocateHere | (uint)function;

    /// <summary>Whether a first word is a whole <see cref="RecordKind.AllocateHere"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsHere(ulong head) => (head & 0xE0) == (ulong)RecordKind.AllocateHere;

    /// <summary>Address in what <see cref="Here"/> made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HereAddress(ulong head) => head >> 20 << 4;

    /// <summary>Bytes in what <see cref="Here"/> made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HereSize(ulong head) => (uint)(head >> 8) & (HereBytes - 1);

    /// <summary>Function in what <see cref="Here"/> made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HookedFunction HereFunction(ulong head) => (HookedFunction)(head & 31);

    /// <summary>Kind in a first word, if it is not <see cref="IsHere"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RecordKind Kind(ulong head) => (RecordKind)(byte)head;

    /// <summary>Function in a first word, with the level in its upper three bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HookedFunction Function(ulong head) => (HookedFunction)(byte)(head >> 8);

    /// <summary>A function that handed out a block which stands for others: sampled at a level from 1 on. Level 0 is the function itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HookedFunction Sampled(HookedFunction function, int level) => (HookedFunction)((int)function | level << LevelShift);

    /// <summary>The level in what <see cref="Sampled"/> made.</summary>
    public static int Level(HookedFunction function) => (int)function >> LevelShift;

    /// <summary>The function in what <see cref="Sampled"/> made.</summary>
    public static HookedFunction WithoutLevel(HookedFunction function) => (HookedFunction)((int)function & (1 << LevelShift) - 1);

    /// <summary>The 48-bit value in a first word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Value(ulong head) => head >> 16;

    /// <summary>Two 32-bit halves in a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pair(uint high, uint low) => (ulong)high << 32 | low;

    /// <summary>How many words the record takes that begins with <paramref name="head"/>; 0 for a kind that is not known.</summary>
    public static int Words(ulong head) => Kind(head) switch
    {
        >= RecordKind.AllocateHere => IsHere(head) ? 1 : 0,
        RecordKind.Here => 1,
        RecordKind.ReallocateEndHere => 2,
        RecordKind.Free or RecordKind.ReallocateBegin or RecordKind.ReallocateFailed or RecordKind.Tick
            or RecordKind.Finalizing or RecordKind.FreeLater or RecordKind.Question => 1,
        RecordKind.Allocate or RecordKind.Unmap or RecordKind.ThreadRoot or RecordKind.Fork => 2,
        RecordKind.AllocateLarge or RecordKind.Node => 3,
        RecordKind.ReallocateEnd or RecordKind.FunctionMark or RecordKind.Collections => 4,
        RecordKind.Module or RecordKind.Lines => 2 + (int)Value(head),
        RecordKind.Code => 3 + (int)Value(head),
        RecordKind.Phase => 4 + (int)Value(head),
        RecordKind.Skip => 1 + (int)Value(head),
        RecordKind.Thread => 3 + (int)Value(head),
        RecordKind.ThreadName => 2 + (int)Value(head),
        RecordKind.ProcessName => 2 + (int)Value(head),
        _ => 0,
    };
}
