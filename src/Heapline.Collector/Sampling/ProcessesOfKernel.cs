using System.Diagnostics;
using Heapline.Collector.Native;
using Heapline.Collector.Running;

namespace Heapline.Collector.Sampling;

/// <summary>The processes of this machine.</summary>
internal sealed class ProcessesOfKernel : IProcesses
{
    public long NowNs => Stopwatch.GetTimestamp();

    public long? ReadProportional(int pid) => SharedMemory.Read(pid, MemoryKind.Proportional);

    public ProgramImage ImageOf(int pid) => ProgramImage.Of(pid);

    public bool HasMemory(int pid) => ProcessTree.HasMemory(pid);

    public bool ShareAllMemory(int pid, int other) => Libc.kcmp(Libc.SYS_kcmp, pid, other, Libc.KCMP_VM, 0, 0) == 0;

    public IEnumerable<int> Below(int pid) => ProcessTree.Below(pid).Select(process => process.Pid);
}
