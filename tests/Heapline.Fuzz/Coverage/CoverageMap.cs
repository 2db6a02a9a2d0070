using System.Runtime.InteropServices;

namespace Heapline.Fuzz.Coverage;

/// <summary>
/// How often each block of the instrumented assemblies has run: one byte a block, which the probes that <see cref="Instrumentation"/> put there count up.
/// Public, as the probes stand in other assemblies.
/// </summary>
public static unsafe class CoverageMap
{
    /// <summary>Room for this many blocks.</summary>
    public const int Size = 1 << 16;

    /// <summary>The counters.</summary>
    public static readonly byte* Hits = (byte*)NativeMemory.AllocZeroed(Size);

    private static readonly byte[] s_seen = new byte[Size];

    /// <summary>Blocks that have run at least once.</summary>
    public static int Blocks { get; private set; }

    /// <summary>Forgets the counts of the last execution.</summary>
    public static void Clear() => new Span<byte>(Hits, Size).Clear();

    /// <summary>Whether a block has run for the first time, or for the first time so often (1, 2, 3, 4–7, 8–15, 16–31, 32–127, 128 and more times).</summary>
    public static bool TakeNews()
    {
        var news = false;
        var words = (ulong*)Hits;
        for (var word = 0; word < Size / sizeof(ulong); word++)
        {
            if (words[word] == 0)
                continue;
            for (var at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                var bucket = Bucket(Hits[at]);
                if ((s_seen[at] | bucket) == s_seen[at])
                    continue;
                Blocks += s_seen[at] == 0 ? 1 : 0;
                s_seen[at] |= bucket;
                news = true;
            }
        }
        return news;
    }

    private static byte Bucket(byte hits) => hits switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
