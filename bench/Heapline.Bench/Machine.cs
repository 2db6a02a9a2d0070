namespace Heapline.Bench;

/// <summary>The machine in the words that matter for the figures; nothing that names it.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var processor = Value("/proc/cpuinfo", "model name") ?? "unknown processor";
        var gibibytes = long.Parse((Value("/proc/meminfo", "MemTotal") ?? "0 kB").Split(' ')[0]) / (1 << 20);
        var kernel = string.Join('.', Environment.OSVersion.Version.ToString().Split('.').Take(2));
        return $"{processor}, {Environment.ProcessorCount} logical processors, {gibibytes} GiB of memory, Linux {kernel}";
    }

    private static string? Value(string file, string key) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
