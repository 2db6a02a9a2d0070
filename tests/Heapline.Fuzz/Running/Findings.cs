using System.Globalization;
using System.Security.Cryptography;

namespace Heapline.Fuzz.Running;

/// <summary>Inputs that were answered wrongly: each kind of wrong once, with the input and what was said.</summary>
internal sealed class Findings(string folder)
{
    private readonly HashSet<string> _kinds = [];

    /// <summary>How many kinds there are.</summary>
    public int Count => _kinds.Count;

    /// <summary>Keeps one. The kind is told by the first lines of the problem: what was thrown, and where.</summary>
    public void Add(string target, byte[] input, string problem)
    {
        var kind = string.Join('\n', problem.Split('\n').Where((line, number) => number == 0 || line.StartsWith("   at ", StringComparison.Ordinal)).Take(3)
            .Select(line => string.Concat(line.Where(letter => !char.IsAsciiDigit(letter)))));
        if (!_kinds.Add(target + kind))
            return;
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{target}-{Convert.ToHexString(SHA256.HashData(input))[..12]}"));
        File.WriteAllBytes(path + ".bin", input);
        File.WriteAllText(path + ".txt", problem);
        Console.WriteLine($"FOUND {path}.bin: {problem.Split('\n')[0]}");
    }
}
