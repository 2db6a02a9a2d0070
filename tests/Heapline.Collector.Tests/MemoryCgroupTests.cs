using Heapline.Collector.Limits;

namespace Heapline.Collector.Tests;

public sealed class MemoryCgroupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("heapline-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Version_2_has_its_limit_and_its_kills_in_the_groups_folder()
    {
        Write("app/memory.max", "536870912\n");
        Write("app/memory.events", "low 0\nhigh 3\nmax 12\noom 1\noom_kill 2\noom_group_kill 0\n");
        var group = MemoryCgroup.Of("0::/app\n", _root)!;
        Assert.Equal((536_870_912, 2, 2), (group.LimitBytes, group.OomKillsAtStart, group.OomKills));
        Write("app/memory.events", "oom 2\noom_kill 3\n");
        Assert.Equal((2, 3), (group.OomKillsAtStart, group.OomKills));
    }

    [Fact]
    public void The_lowest_limit_above_a_group_is_the_one_that_counts()
    {
        Write("outer/memory.max", "1000\n");
        Write("outer/middle/memory.max", "5000\n");
        Write("outer/middle/inner/memory.max", "max\n");
        Write("outer/memory.events", "oom_kill 7\n");
        var group = MemoryCgroup.Of("0::/outer/middle/inner\n", _root)!;
        Assert.Equal((1000, 7), (group.LimitBytes, group.OomKills));
    }

    [Fact]
    public void Version_1_is_read_from_its_memory_controller()
    {
        Write("memory/app/memory.limit_in_bytes", "209715200\n");
        Write("memory/app/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");
        var group = MemoryCgroup.Of("7:blkio:/\n4:memory:/app\n0::/\n", _root)!;
        Assert.Equal((209_715_200, 4), (group.LimitBytes, group.OomKills));
    }

    [Theory]
    [InlineData("0::/app\n")]
    [InlineData("4:memory:/app\n0::/\n")]
    [InlineData("")]
    [InlineData("nonsense\n")]
    public void Without_a_limit_there_is_none(string groups)
    {
        Write("app/memory.max", "max\n");
        Write("memory/app/memory.limit_in_bytes", "9223372036854771712\n");
        Assert.Null(MemoryCgroup.Of(groups, _root));
    }

    [Fact]
    public void In_a_container_the_groups_own_folder_is_what_is_mounted()
    {
        Write("memory.max", "4096000\n");
        Assert.Equal(4_096_000, MemoryCgroup.Of("0::/docker/0123\n", _root)!.LimitBytes);
        Assert.Equal(4_096_000, MemoryCgroup.Of("0::/../other\n", _root)!.LimitBytes);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
