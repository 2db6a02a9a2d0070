namespace Heapline.Bench;

/// <summary>What one workload cost.</summary>
internal sealed record WorkloadResult
{
    public required string Name { get; init; }
    /// <summary>Seconds from start to exit under the plain Python.</summary>
    public required Spread PlainSeconds { get; init; }
    /// <summary>Seconds from the start of <c>mprof run</c> to its exit: start, program, last drain, capture written.</summary>
    public required Spread ProfiledSeconds { get; init; }
    /// <summary>User and system time of the plain program in seconds.</summary>
    public required double PlainCpuSeconds { get; init; }
    /// <summary>User and system time of the profiled program in seconds.</summary>
    public required double ProgramCpuSeconds { get; init; }
    /// <summary>User and system time of the collector in seconds.</summary>
    public required double CollectorCpuSeconds { get; init; }
    /// <summary>High-water mark of the plain program's resident set, in bytes.</summary>
    public required double PlainPeakBytes { get; init; }
    /// <summary>The same of the profiled program, the pages of the ring included.</summary>
    public required double ProfiledPeakBytes { get; init; }
    /// <summary>Size of the capture in bytes.</summary>
    public required double CaptureBytes { get; init; }
    /// <summary>How often the program waited for a full lane.</summary>
    public required double Waits { get; init; }
    /// <summary>Blocks handed out while the program was followed.</summary>
    public required double Allocations { get; init; }
    /// <summary>Private memory of the agent in bytes.</summary>
    public required double AgentBytes { get; init; }
    /// <summary>The slowest terminal report on the capture, in seconds.</summary>
    public required double ReportSeconds { get; init; }

    public double WallRatio => ProfiledSeconds.Median / PlainSeconds.Median;

    public double CpuRatio => PlainCpuSeconds > 0 ? ProgramCpuSeconds / PlainCpuSeconds : double.NaN;
}
