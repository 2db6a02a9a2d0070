using System.Text;

namespace Heapline.Fuzz.Mutation;

/// <summary>Changes profiles of the original mprof: words, numbers, lines, and now and then bytes.</summary>
internal static class DatMutation
{
    private const int MostBytes = 4 << 10;

    private static readonly string[] s_words =
    [
        "MEM", "CHLD", "FUNC", "CMDLINE", "0", "-1", "1e308", "-1e308", "NaN", "Infinity", "9223372036854775807", "1e18", "2147483647", "2147483648", "4294967296",
        "0.000001", "1795324189.9218", "9e9", "9000000000.0001", "1073741824", "1073741825", "", " ", "\t", "\u001b[2J", "<script>", "\u202e", "__main__.f", "'a b", "['a', 'b']", "\0",
    ];

    /// <summary>A changed file.</summary>
    public static byte[] Apply(byte[] file, byte[] other, Random random)
    {
        if (random.Next(8) == 0)
        {
            var changed = (byte[])file.Clone();
            for (var changes = 1 << random.Next(4); changes > 0; changes--)
                changed = ByteMutation.Apply(changed, random);
            return Cut(changed);
        }
        var lines = Encoding.Latin1.GetString(file).Split('\n').ToList();
        for (var changes = 1 << random.Next(4); changes > 0; changes--)
            Change(lines, other, random);
        return Cut(Encoding.Latin1.GetBytes(string.Join('\n', lines)));
    }

    private static void Change(List<string> lines, byte[] other, Random random)
    {
        var at = random.Next(lines.Count);
        switch (random.Next(8))
        {
            case 0 when lines.Count > 1:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(random.Next(lines.Count + 1), lines[at]);
                break;
            case 2:
                var theirs = Encoding.Latin1.GetString(other).Split('\n');
                lines.Insert(at, theirs[random.Next(theirs.Length)]);
                break;
            default:
                var words = lines[at].Split(' ');
                words[random.Next(words.Length)] = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(s_words[random.Next(s_words.Length)]));
                lines[at] = string.Join(' ', words);
                break;
        }
    }

    private static byte[] Cut(byte[] bytes) => bytes.Length <= MostBytes ? bytes : bytes[..MostBytes];
}
