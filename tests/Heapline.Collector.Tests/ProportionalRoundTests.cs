using Heapline.Collector.Running;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Tests;

/// <summary>Rounds of readings on a machine whose processes come, go and change between two of them. Each page of a process and its forks counts for as many parts as it has owners.</summary>
public sealed class ProportionalRoundTests
{
    private static readonly (int Number, int Pid, int ParentPid)[] s_both = [(0, 100, 1), (1, 101, 100)];

    [Fact]
    public void Everybody_there_all_the_while_makes_a_complete_round()
    {
        var round = ProportionalRound.Make(s_both, new Machine());
        Assert.True(round.IsComplete);
        Assert.Equal([(0, 50), (1, 50)], round.Readings);
    }

    [Fact]
    public void One_that_ends_after_it_was_read_does_not_count_beside_those_that_have_its_pages_then()
    {
        var machine = new Machine();
        machine.After[101] = () => machine.Alive.Remove(101);
        var round = ProportionalRound.Make([s_both[1], s_both[0]], machine);
        Assert.False(round.IsComplete);
        Assert.Equal([(0, 100)], round.Readings);
    }

    [Fact]
    public void Nor_does_one_that_has_become_another_program()
    {
        var machine = new Machine();
        machine.After[101] = () => machine.Execute(101);
        var round = ProportionalRound.Make([s_both[1], s_both[0]], machine);
        Assert.False(round.IsComplete);
        Assert.Equal([(0, 100)], round.Readings);
    }

    [Fact]
    public void A_fork_that_nobody_has_read_makes_a_round_incomplete()
    {
        var machine = new Machine();
        machine.After[100] = () => machine.Alive.Add(102);
        var round = ProportionalRound.Make(s_both, machine);
        Assert.False(round.IsComplete);
        Assert.Equal([(0, 50), (1, 33)], round.Readings);
    }

    [Fact]
    public void A_child_that_still_runs_in_its_parents_memory_does_not_count()
    {
        var machine = new Machine { VforkChild = 101 };
        var round = ProportionalRound.Make(s_both, machine);
        Assert.False(round.IsComplete);
        Assert.Equal([(0, 100)], round.Readings);
    }

    [Fact]
    public void The_kernel_tells_whose_memory_is_one()
    {
        var machine = new ProcessesOfKernel();
        var own = Environment.ProcessId;
        Assert.True(machine.HasMemory(own));
        Assert.True(machine.ReadProportional(own) > 1 << 20);
        Assert.True(machine.ShareAllMemory(own, own));
        Assert.False(machine.ShareAllMemory(own, int.MaxValue));
        Assert.True(ProportionalRound.Make([(0, own, 1)], machine) is { Readings: [(0, > 1 << 20)] });
    }

    [Fact]
    public void A_process_alone_is_read_again_when_it_has_more_pages()
    {
        using var process = new ShellProcess("echo; read x; x=$(head -c 1000000 /dev/zero | tr '\\0' x); echo; read y");
        var machine = Machine.Of(process.Pid);
        var alone = new LonelyProcess();
        (int, int, int)[] it = [(0, process.Pid, 1)];
        var readings = 0;
        machine.After[process.Pid] = () => readings++;
        var first = alone.Make(it, machine);
        for (var round = 0; round < 5; round++)
            Assert.Equal(first.Readings, alone.Make(it, machine).Readings);
        // The second confirms the first.
        Assert.Equal(2, readings);
        process.GoOn();
        _ = alone.Make(it, machine);
        Assert.Equal(3, readings);
    }

    [Fact]
    public void A_process_that_is_alone_again_is_read_anew()
    {
        using var process = new ShellProcess("echo; read x");
        const int child = int.MaxValue;
        var machine = Machine.Of(process.Pid);
        var alone = new LonelyProcess();
        (int, int, int)[] it = [(0, process.Pid, 1)];
        var readings = 0;
        machine.After[process.Pid] = () => readings++;
        for (var round = 0; round < 4; round++)
            Assert.Equal([(0, 100)], alone.Make(it, machine).Readings);
        Assert.Equal(2, readings);
        machine.Alive.Add(child);
        Assert.Equal([(0, 50), (1, 50)], alone.Make([.. it, (1, child, process.Pid)], machine).Readings);
        machine.Alive.Remove(child);
        Assert.Equal([(0, 100)], alone.Make(it, machine).Readings);
        Assert.Equal(4, readings);
    }

    [Fact]
    public void What_was_read_beside_a_fork_that_nobody_saw_does_not_stay()
    {
        using var process = new ShellProcess("echo; read x");
        const int child = int.MaxValue;
        var machine = Machine.Of(process.Pid, child);
        machine.After[process.Pid] = () => machine.Alive.Remove(child);
        var alone = new LonelyProcess();
        (int, int, int)[] it = [(0, process.Pid, 1)];
        var beside = alone.Make(it, machine);
        Assert.True(beside.IsComplete);
        Assert.Equal([(0, 50)], beside.Readings);
        for (var round = 0; round < 4; round++)
            Assert.Equal([(0, 100)], alone.Make(it, machine).Readings);
    }

    [Fact]
    public void The_kernels_figures_of_a_process_whose_forks_have_gone_are_those_of_one_that_had_none()
    {
        // 20 MB that the fork has, too, until it is told to end.
        using var process = new ShellProcess("x=$(head -c 20000000 /dev/zero | tr '\\0' x); exec 3<&0; echo; read a; (echo; read b <&3) & wait; echo; read c");
        var machine = new ProcessesOfKernel();
        var alone = new LonelyProcess();
        (int, int, int)[] it = [(0, process.Pid, Environment.ProcessId)];
        long Alone() => Assert.Single(alone.Make(it, machine).Readings).Bytes;
        Alone();
        var before = Alone();
        Assert.InRange(before, 20_000_000, 100_000_000);
        process.GoOn();
        var child = Assert.Single(machine.Below(process.Pid));
        var together = alone.Make([.. it, (1, child, process.Pid)], machine).Readings;
        Assert.InRange(Assert.Single(together, reading => reading.Number == 0).Bytes, before / 3, before * 3 / 4);
        process.GoOn();
        Assert.InRange(Alone(), before - 2_000_000, before + 2_000_000);
        Assert.Equal(machine.ReadProportional(process.Pid)!.Value, Alone(), 2_000_000.0);
    }

    /// <summary>Process 100, with 100 pages, and forks of it that have written to none of them.</summary>
    private sealed class Machine : IProcesses
    {
        private readonly HashSet<int> _otherPrograms = [];

        public HashSet<int> Alive { get; } = [100, 101];

        /// <summary>One with these processes instead.</summary>
        public static Machine Of(params int[] pids)
        {
            var machine = new Machine();
            machine.Alive.Clear();
            machine.Alive.UnionWith(pids);
            return machine;
        }

        /// <summary>What happens just after the reading of a process.</summary>
        public Dictionary<int, Action> After { get; } = [];

        public int VforkChild { get; init; }

        public long NowNs => 7;

        public void Execute(int pid) => _otherPrograms.Add(pid);

        public long? ReadProportional(int pid)
        {
            long? bytes = !Alive.Contains(pid) ? null : _otherPrograms.Contains(pid) ? 5 : 100 / Alive.Count(each => !_otherPrograms.Contains(each) && each != VforkChild);
            After.GetValueOrDefault(pid)?.Invoke();
            return bytes;
        }

        public ProgramImage ImageOf(int pid) => Alive.Contains(pid) ? new ProgramImage("/bin/python3", _otherPrograms.Contains(pid) ? 2UL : 1UL) : default;

        public bool HasMemory(int pid) => Alive.Contains(pid);

        public bool ShareAllMemory(int pid, int other) => pid == VforkChild && other == 100;

        public IEnumerable<int> Below(int pid) => Alive.Where(each => each > 100);
    }
}
