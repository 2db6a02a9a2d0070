using System.Globalization;
using Heapline.Capture;

namespace Heapline.Collector.Running;

/// <summary>
/// Reads what <c>python/lib/heapline/_marks.py</c> writes: a call a line, its fields separated by tabs.
/// <code>
/// begin (ns)  bytes  end (ns)  bytes  level  module  name  line  file
/// </code>
/// Times are of CLOCK_MONOTONIC. A line that is anything else was not written by it, or was cut, and is passed over.
/// </summary>
internal static class MarksFile
{
    private const int Fields = 9;

    /// <summary>The calls in order of their end; none when the file was never made.</summary>
    public static List<FunctionMark> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        return [.. File.ReadLines(path).Select(Parse).OfType<FunctionMark>().OrderBy(mark => mark.EndNs)];
    }

    private static FunctionMark? Parse(string line)
    {
        var fields = line.Split('\t');
        if (fields.Length != Fields)
            return null;
        var numbers = new long[6];
        int[] places = [0, 1, 2, 3, 4, 7];
        for (int i = 0; i < places.Length; i++)
            if (!long.TryParse(fields[places[i]], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        var (start, startBytes, end, endBytes, level, first) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        return end < start || level > int.MaxValue || first > int.MaxValue
            ? null
            : new FunctionMark(new Function(fields[6], fields[8], (int)first), fields[5], start, end, startBytes, endBytes, (int)level);
    }
}
