namespace Heapline.Capture.Tests;

/// <summary>Records that pack to nothing become objects all the same: what they may take in memory is bounded by the file.</summary>
public sealed class FootprintTests
{
    private const int Blocks = 4;

    // Each a frame on top of the one before: 1.4 million in all.
    private static readonly byte[] s_frames = [.. Enumerable.Repeat(Raw.Bytes("01 00 01"), 350_000).SelectMany(frame => frame)];

    [Fact]
    public void More_than_a_small_file_may_take_is_damage_that_names_the_block_and_what_came_before_is_kept()
    {
        var packed = Raw.Block(5, 1, Raw.Brotli(s_frames), s_frames.Length);
        byte[] beginning = [.. Raw.Header(), .. Raw.Run, .. Raw.Definitions];

        var read = Captures.Read([.. beginning, .. Enumerable.Repeat(packed, Blocks).SelectMany(block => block)]);

        Assert.Equal($"at byte {beginning.Length + packed.Length}: expected records that take at most 128 MiB of memory up to here, found more", read.Damage);
        Assert.InRange(read.Stacks.Count, 500_000, 530_000);
        Assert.Equal(8, read.Sites.Count);
    }

    [Fact]
    public void Records_that_are_there_byte_for_byte_are_read_however_many_they_are()
    {
        var stored = Raw.Block(5, s_frames);

        var read = Captures.Read([.. Raw.Header(), .. Raw.Run, .. Raw.Definitions, .. Enumerable.Repeat(stored, Blocks).SelectMany(block => block)]);

        Assert.EndsWith("found the end of the file", read.Damage, StringComparison.Ordinal);
        Assert.Equal(1 + Blocks * 350_000, read.Stacks.Count);
    }

    /// <summary>A day of a service that starts 100,000 short programs and has 300,000 call stacks.</summary>
    [Fact]
    public void What_a_long_run_records_is_far_below_what_its_file_may_take()
    {
        const int processes = 100_000, stacks = 300_000;
        var random = new Random(20261122);
        var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run))
        {
            for (var process = 0; process < processes; process++)
            {
                var startNs = process * 864_000_000L + random.Next(800_000_000);
                writer.Add(new ProcessInfo(process, 1000 + process, 1000, ["python3", "job.py"], "3.12.1", startNs));
                writer.Add(new ThreadInfo(process, process, 1000 + process, "python3"));
                writer.Add(new ProcessDetails(process, ProcessKind.Python, process == 0 ? -1 : 0, "job.py", -1, 0, 0));
                writer.Add(new MemorySample(process, startNs, random.Next(8, 9) << 20 | random.Next(256) << 12));
                writer.Add(new MemorySample(process, startNs + 40_000_000, random.Next(10, 12) << 20 | random.Next(256) << 12));
                writer.Add(new ProcessCost(process, random.Next(4_000_000), random.Next(90_000_000), random.Next(100_000), 0, 300_000, 65_536));
                writer.Add(new ProcessEnd(process, startNs + random.Next(50_000_000), 0, 0, 300_000));
            }
            for (var function = 0; function < 5_000; function++)
                writer.Add(new Function($"f{function}", $"/srv/m{function / 20}.py", 10 * function % 700));
            for (var stack = 0; stack < stacks; stack++)
            {
                writer.Add(new StackNode(new StackId(stack == 0 ? -1 : random.Next(Math.Max(0, stack - 40), stack)), new FunctionId(random.Next(5_000)), random.Next(1, 900)));
                writer.Add(new Site(0, new StackId(stack), AllocatorKind.PyObjectMalloc));
            }
            writer.Finish(new RunEnd(86_400_000_000_000, 0, 0, ""));
        }

        var read = Captures.Read(stream.ToArray());

        Assert.Null(read.Damage);
        Assert.Equal((processes, stacks, 2 * processes), (read.Processes.Count, read.Stacks.Count, read.Samples.Count));
    }
}
