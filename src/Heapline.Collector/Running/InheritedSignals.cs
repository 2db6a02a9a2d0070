using System.Globalization;
using Heapline.Collector.Native;

namespace Heapline.Collector.Running;

/// <summary>The signals that whoever started us had set to be ignored, as <c>nohup</c> does: the program shall inherit them, but not what the .NET runtime set.</summary>
internal static class InheritedSignals
{
    private const int SIGPIPE = 13;
    private const int SIGXFSZ = 25;

    /// <summary>Bit n-1 for signal n.</summary>
    public static ulong Ignored { get; } = Read();

    /// <summary>Whether the signal was ignored from the start.</summary>
    public static bool IsIgnored(int signal) => (Ignored >> (signal - 1) & 1) != 0;

    /// <summary>A capture that grows beyond <c>ulimit -f</c> shall be an error of the file and not our end. The program gets the signal as it would have without us.</summary>
    public static void IgnoreFileSize()
    {
        _ = Ignored; // read before it is changed
        _ = Libc.signal(SIGXFSZ, 1 /* SIG_IGN */);
    }

    private static ulong Read()
    {
        const string key = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        // The runtime itself ignores SIGPIPE.
        return line == null ? 0 : ulong.Parse(line.AsSpan(key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ~(1UL << (SIGPIPE - 1));
    }
}
