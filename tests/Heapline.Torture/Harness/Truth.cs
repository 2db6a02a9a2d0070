using System.Globalization;

namespace Heapline.Torture;

/// <summary>What a program says it has made and holds, in blocks and bytes.</summary>
internal readonly record struct Holding(long MadeBlocks, long MadeBytes, long HeldBlocks, long HeldBytes)
{
    public override string ToString() => $"{MadeBlocks} blocks made ({MadeBytes} bytes), {HeldBlocks} held ({HeldBytes} bytes)";
}

/// <summary>The log that a target writes: who it is, then a line a step. A last line that was cut does not count.</summary>
internal sealed record Truth(int Pid, string Session, IReadOnlyList<Holding> Steps)
{
    /// <summary>Reads a log; null when the program ended before its first line.</summary>
    public static Truth? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        var text = File.ReadAllText(path);
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
            return null;
        var head = lines[0].Split(' ');
        var steps = new List<Holding> { default };
        foreach (var line in lines.Skip(1))
        {
            var numbers = Array.ConvertAll(line.Split(' '), number => long.Parse(number, CultureInfo.InvariantCulture));
            steps.Add(new Holding(numbers[0], numbers[1], numbers[2], numbers[3]));
        }
        return new Truth(int.Parse(head[0], CultureInfo.InvariantCulture), head[1], steps);
    }

    /// <summary>
    /// What is wrong with what a capture says, given that the program ended between its last line and the next: one more block may have been made, or given
    /// back. Null for nothing.
    /// </summary>
    public string? ContradictionAtTheEnd(Holding recorded)
    {
        var last = Steps[^1];
        var more = recorded.MadeBlocks - last.MadeBlocks;
        var grown = recorded.MadeBytes - last.MadeBytes;
        var same = more == 0 && grown == 0 && recorded.HeldBlocks == last.HeldBlocks && recorded.HeldBytes == last.HeldBytes;
        var made = more == 1 && recorded.HeldBlocks == last.HeldBlocks + 1 && recorded.HeldBytes == last.HeldBytes + grown;
        var madeAndDropped = more == 1 && recorded.HeldBlocks == last.HeldBlocks && recorded.HeldBytes == last.HeldBytes;
        var dropped = more == 0 && grown == 0 && recorded.HeldBlocks == last.HeldBlocks - 1 && recorded.HeldBytes < last.HeldBytes;
        return same || made || madeAndDropped || dropped ? null : $"the program's last line says {last}; the capture says {recorded}";
    }

    /// <summary>The step after which the program was as a capture says; -1 when it never was.</summary>
    public int StepOf(Holding recorded)
    {
        for (var step = Steps.Count - 1; step >= 0; step--)
        {
            if (Steps[step] == recorded)
                return step;
        }
        return -1;
    }
}
