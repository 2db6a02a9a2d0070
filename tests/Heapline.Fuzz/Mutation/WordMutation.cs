using System.Runtime.InteropServices;
using Heapline.Protocol;

namespace Heapline.Fuzz.Mutation;

/// <summary>Changes the records of a lane, word by word.</summary>
internal static class WordMutation
{
    private const int MostWords = 2048;

    private static readonly ulong[] s_words =
    [
        0, 1, 2, 63, 64, 65, 255, 511, 512, 513, 1UL << 16, int.MaxValue, uint.MaxValue, 1UL << 32, 1UL << 47, 1UL << 48, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue,
    ];

    /// <summary>Changed words.</summary>
    public static byte[] Apply(byte[] file, byte[] other, Random random)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(file).ToArray().ToList();
        for (var changes = 1 << random.Next(5); changes > 0; changes--)
            Change(words, other, random);
        if (words.Count > MostWords)
            words.RemoveRange(MostWords, words.Count - MostWords);
        return MemoryMarshal.AsBytes<ulong>(words.ToArray()).ToArray();
    }

    private static void Change(List<ulong> words, byte[] other, Random random)
    {
        if (words.Count == 0)
            words.Add(0);
        var at = random.Next(words.Count);
        switch (random.Next(8))
        {
            case 0:
                words[at] ^= 1UL << random.Next(64);
                break;
            case 1:
                words[at] = s_words[random.Next(s_words.Length)];
                break;
            case 2:
                words[at] = Record.Head((RecordKind)random.Next(20), (HookedFunction)random.Next(random.Next(4) == 0 ? 256 : 20), s_words[random.Next(s_words.Length)]);
                break;
            case 3:
                words.RemoveAt(at);
                break;
            case 4:
                words.Insert(at, s_words[random.Next(s_words.Length)]);
                break;
            case 5:
                words.InsertRange(random.Next(words.Count + 1), words.GetRange(at, random.Next(Math.Min(8, words.Count - at) + 1)));
                break;
            case 6:
                var theirs = MemoryMarshal.Cast<byte, ulong>(other);
                if (theirs.Length > 0)
                    words.Insert(at, theirs[random.Next(theirs.Length)]);
                break;
            default:
                words[at] = Record.Pair((uint)random.Next(16), (uint)random.Next(16));
                break;
        }
    }
}
