namespace Heapline.Analysis;

/// <summary>Tells where a function ends in its file, by its indentation.</summary>
internal static class FunctionText
{
    /// <summary>The last line of the function that begins at a line, decorators included; lines count from 1.</summary>
    /// <remarks>
    /// Not a parser: a text over several lines that begins at the margin ends the function early. Whoever knows of lines that ran has the later of the two.
    /// </remarks>
    public static int LastLine(IReadOnlyList<string> text, int firstLine)
    {
        if (firstLine > text.Count)
            return firstLine;
        int head = firstLine;
        while (head < text.Count && !IsHead(text[head - 1]))
            head++;
        if (!IsHead(text[head - 1]))
            return firstLine; // a lambda, or a block that somebody marked
        int margin = Indentation(text[head - 1]), last = head;
        bool inHead = !EndsHead(text[head - 1]);
        for (int line = head + 1; line <= text.Count; line++)
        {
            var row = text[line - 1];
            if (string.IsNullOrWhiteSpace(row))
                continue;
            // The arguments may be closed at the margin.
            if (Indentation(row) <= margin && !inHead)
                break;
            inHead &= !EndsHead(row);
            last = line;
        }
        return last;
    }

    private static bool IsHead(string row)
    {
        var text = row.AsSpan().TrimStart();
        return text.StartsWith("def ") || text.StartsWith("async def ") || text.StartsWith("class ");
    }

    private static bool EndsHead(string row)
    {
        int comment = row.IndexOf('#', StringComparison.Ordinal);
        var text = (comment < 0 ? row.AsSpan() : row.AsSpan(0, comment)).TrimEnd();
        return text.EndsWith(":") || (IsHead(row) && text.Contains("): ", StringComparison.Ordinal));
    }

    private static int Indentation(string row) => row.Length - row.AsSpan().TrimStart().Length;
}
