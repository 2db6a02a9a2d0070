using FsCheck;
using FsCheck.Fluent;
using Heapline.Agent.Stacks;
using Xunit;

namespace Heapline.Agent.Tests;

public sealed class NodeTableTests
{
    [Fact]
    public void An_empty_table_knows_nothing()
    {
        var table = default(NodeTable);
        Assert.Equal(0u, table.Find(1, 2, 3, out _));
    }

    [Fact]
    public void Parent_code_and_line_each_tell_nodes_apart()
    {
        var table = default(NodeTable);
        Put(ref table, 1, 1, 1, 10);
        Put(ref table, 2, 1, 1, 11);
        Put(ref table, 1, 2, 1, 12);
        Put(ref table, 1, 1, 2, 13);
        Assert.Equal(10u, table.Find(1, 1, 1, out _));
        Assert.Equal(11u, table.Find(2, 1, 1, out _));
        Assert.Equal(12u, table.Find(1, 2, 1, out _));
        Assert.Equal(13u, table.Find(1, 1, 2, out _));
        table.Clear();
    }

    [Fact]
    public void A_cleared_table_knows_nothing_whether_small_or_grown()
    {
        foreach (var count in new[] { 10u, 100_000u })
        {
            var table = default(NodeTable);
            for (uint i = 1; i <= count; i++) Put(ref table, i, i, (int)i, i);
            table.Clear();
            for (uint i = 1; i <= count; i++) Assert.Equal(0u, table.Find(i, i, (int)i, out _));
            Put(ref table, 7, 7, 7, 8);
            Assert.Equal(8u, table.Find(7, 7, 7, out _));
            table.Clear();
        }
    }

    [Fact]
    public void It_remembers_what_a_dictionary_remembers() =>
        Prop.ForAll<(byte Parent, byte Code, sbyte Line)[]>(keys =>
        {
            var table = default(NodeTable);
            var model = new Dictionary<(byte, byte, sbyte), uint>();
            foreach (var key in keys)
            {
                var found = table.Find(key.Parent, key.Code, key.Line, out var slot);
                if (model.TryGetValue(key, out var expected))
                {
                    if (found != expected) return false;
                    continue;
                }
                if (found != 0) return false;
                var node = (uint)model.Count + 1;
                model.Add(key, node);
                table.Add(key.Parent, key.Code, key.Line, node, slot);
            }
            var same = model.All(pair => table.Find(pair.Key.Item1, pair.Key.Item2, pair.Key.Item3, out _) == pair.Value);
            table.Clear();
            return same;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(2_000));

    private static void Put(ref NodeTable table, uint parent, uint code, int line, uint node)
    {
        Assert.Equal(0u, table.Find(parent, code, line, out var slot));
        Assert.True(table.Add(parent, code, line, node, slot));
    }
}
