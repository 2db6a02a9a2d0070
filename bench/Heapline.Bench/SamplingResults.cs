using System.Globalization;
using System.Text;

namespace Heapline.Bench;

/// <summary>What <see cref="SamplingBench"/> has measured, and its table in Markdown.</summary>
internal sealed class SamplingResults(int runs, int sleepSeconds, string interval)
{
    private readonly Dictionary<string, List<(double Plain, double Ours, double Original)>> _programCpu = [];
    private readonly Dictionary<string, List<(double Plain, double Ours, double Original)>> _programWall = [];
    private readonly List<(double Ours, double Original)> _start = [];
    private readonly List<(double Ours, double Original)> _reading = [];

    /// <summary>A program alone and under both; under an mprof, it is the child.</summary>
    public void Program(string name, MeasuredProcess plain, MeasuredProcess ours, MeasuredProcess original)
    {
        (_programCpu[name] = _programCpu.GetValueOrDefault(name, [])).Add((plain.OwnCpuSeconds, ours.ChildrenCpuSeconds, original.ChildrenCpuSeconds));
        (_programWall[name] = _programWall.GetValueOrDefault(name, [])).Add((plain.WallSeconds, ours.WallSeconds, original.WallSeconds));
    }

    /// <summary>An empty script alone and under both.</summary>
    public void Start(MeasuredProcess plain, MeasuredProcess ours, MeasuredProcess original) =>
        _start.Add((ours.WallSeconds - plain.WallSeconds, original.WallSeconds - plain.WallSeconds));

    /// <summary>Processor time of a reading, in seconds.</summary>
    public void Sampler(double ours, double original) => _reading.Add((ours, original));

    /// <summary>The page.</summary>
    public string Write(string machine)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"# The memory curve alone, beside the original mprof, {DateTime.UtcNow:yyyy-MM-dd}");
        Line($"");
        Line($"{machine}. `mprof run --time` and Debian's python3-memory-profiler on the system's python3, each at its own interval (0.01 s and 0.1 s); medians of {runs} rounds");
        Line($"(least–most), every way once in each. Written by `./dev bench --sampling`.");
        Line($"");
        Line($"| | Heapline | original |");
        Line($"|---|---|---|");
        foreach (var name in _programCpu.Keys)
        {
            var (cpu, wall) = (_programCpu[name], _programWall[name]);
            Line($"| {name}.py: the program's processor time, to its time alone | {Times(cpu.Select(t => t.Ours / t.Plain))} | {Times(cpu.Select(t => t.Original / t.Plain))} |");
            Line($"| {name}.py: wall time, to its time alone | {Times(wall.Select(t => t.Ours / t.Plain))} | {Times(wall.Select(t => t.Original / t.Plain))} |");
        }
        Line($"| an empty script takes longer by, s | {Seconds(_start.Select(t => t.Ours))} | {Seconds(_start.Select(t => t.Original))} |");
        Line($"| processor time of the sampler a reading, µs | {Micros(_reading.Select(t => t.Ours))} | {Micros(_reading.Select(t => t.Original))} |");
        Line($"");
        Line($"The sampler's time a reading is that of a run of {sleepSeconds} s at an interval of {interval} s, less that of a run of no length, by the readings in the .dat: the original's is **{_reading.Select(t => t.Original / t.Ours).Order().ElementAt(_reading.Count / 2):0.0} times** Heapline's.");
        return text.ToString();
    }

    private static string Times(IEnumerable<double> ratios) => Of(ratios, "0.000", "×");

    private static string Seconds(IEnumerable<double> seconds) => Of(seconds, "0.000", "");

    private static string Micros(IEnumerable<double> seconds) => Of(seconds.Select(s => s * 1e6), "0.0", "");

    private static string Of(IEnumerable<double> figures, string format, string unit)
    {
        var spread = Spread.Of(figures);
        string Text(double figure) => figure.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(spread.Median)}{unit} ({Text(spread.Least)}–{Text(spread.Most)})";
    }
}
