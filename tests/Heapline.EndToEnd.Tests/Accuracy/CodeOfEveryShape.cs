using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>A block belongs to the line that asked for it, whatever kind of code the line is in.</summary>
public sealed class CodeOfEveryShape
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Bytearray_of_fifty_million_is_counted_to_the_byte_on_line_7(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "bytearray_of_fifty_million");
        var truth = long.Parse(run.Result.Output);
        var line = run.LineNumbered(7);
        Assert.Equal(50_000_057 + MoreOf(python), truth);
        Assert.Equal(new Amount(truth, 2), line.AtPeak);
        Assert.Equal(new Amount(truth, 2), line.LiveAtEnd);
        Assert.Equal(new Amount(truth, 2), line.Allocated);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Comprehension(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "comprehension");
        Assert.Equal(new Amount(1_000 * (1_000 + HeaderOf(python)), 1_000), run.Bytes("blocks").AtPeak);
        Assert.Contains(run.StacksOfBytes("blocks"), stack => stack.Any(frame => Name(frame) == "build"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Generator_is_called_from_the_line_that_resumes_it(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "generator");
        Assert.Equal(new Amount(100 * (20_000 + HeaderOf(python)), 100), run.Bytes("blocks").AtPeak);
        Assert.All(run.StacksOfBytes("blocks"), stack =>
        {
            Assert.Equal("produce", Name(stack[^1]));
            Assert.Contains(stack, frame => run.IsMarked(frame, "consumer"));
        });
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Recursion_has_a_stack_of_its_own_for_every_level(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "recursion");
        Assert.Equal(new Amount(50 * (10_000 + HeaderOf(python)), 50), run.Bytes("blocks").AtPeak);
        Assert.Equal(Enumerable.Range(1, 50), run.StacksOfBytes("blocks").Select(stack => stack.Count(frame => Name(frame) == "descend")).Order());
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Two_hundred_levels_are_all_on_the_stack(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "two_hundred_levels_deep");
        var stack = Assert.Single(run.StacksOfBytes("bottom"));
        Assert.Equal(new Amount(5_000_000 + HeaderOf(python), 1), run.Bytes("bottom").AtPeak);
        Assert.Equal(200, stack.Count(frame => Name(frame) == "descend"));
        Assert.Equal(199, stack.Count(frame => run.IsMarked(frame, "call")));
        Assert.Equal("<module>", stack[^201].Function);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Class_body_has_the_name_of_the_class(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "class_body");
        Assert.Equal(new Amount(3_000_000 + HeaderOf(python), 1), run.Bytes("blocks").AtPeak);
        Assert.Equal("Holder", Assert.Single(run.StacksOfBytes("blocks"))[^1].Function);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Exception_raised_caught_and_cleaned_up_after(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "exception");
        Assert.Equal(new Amount(1_000_000 + HeaderOf(python), 1), run.Bytes("raised").Allocated);
        Assert.Equal(new Amount(2_000_000 + HeaderOf(python), 1), run.Bytes("caught").AtPeak);
        Assert.Equal(new Amount(3_000_000 + HeaderOf(python), 1), run.Bytes("cleaned").AtPeak);
        // The exception is gone when its handler ends, and its block with it.
        Assert.Equal(default, run.Bytes("raised").AtPeak);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Evaluated_string_is_line_1_of_string_called_from_the_line_that_evaluates(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "eval_string");
        var row = Assert.Single(run.Reports.Rows, row => row.Allocator == "PyObject_Calloc" && row.Figures.Allocated.Bytes == 4_000_001 + HeaderOf(python));
        Assert.Equal(("<string>", 1), (row.Stack[^1].File, row.Stack[^1].Line));
        Assert.True(run.IsMarked(row.Stack[^2], "eval"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Code_compiled_under_a_name_keeps_it_and_its_line(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "exec_under_a_name");
        var row = Assert.Single(run.Reports.Rows, row => row.Allocator == "PyObject_Calloc" && row.Figures.Allocated.Bytes == 4_000_001 + HeaderOf(python));
        Assert.Equal(("generated code", 3), (row.Stack[^1].File, row.Stack[^1].Line));
        Assert.True(run.IsMarked(row.Stack[^2], "exec"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Lambda(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "lambda_expression");
        Assert.Equal(new Amount(10 * (100_000 + HeaderOf(python)), 10), run.Bytes("blocks").AtPeak);
        Assert.All(run.StacksOfBytes("blocks"), stack => Assert.Equal("<lambda>", stack[^1].Function));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Coroutines_that_take_turns(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "coroutine");
        Assert.Equal(new Amount(10 * (10_000 + HeaderOf(python)), 10), run.Bytes("left").Allocated);
        Assert.Equal(new Amount(20 * (20_000 + HeaderOf(python)), 20), run.Bytes("right").Allocated);
        Assert.All(run.StacksOfBytes("left"), stack => Assert.Equal("left", stack[^1].Function));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Callback_from_C_is_called_from_the_line_that_called_C(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "callback_from_c");
        Assert.Equal(new Amount(100 * (10_000 + HeaderOf(python)), 100), run.Bytes("blocks").Allocated);
        Assert.All(run.StacksOfBytes("blocks"), stack => Assert.True(run.IsMarked(stack[^2], "sorted")));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Expression_over_several_lines_has_each_block_on_its_own(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "multi_line_expression");
        Assert.Equal(new Amount(1_000_000 + HeaderOf(python), 1), run.Bytes("first").AtPeak);
        Assert.Equal(new Amount(2_000_000 + HeaderOf(python), 1), run.Bytes("second").AtPeak);
        Assert.Equal(new Amount(3_000_000 + HeaderOf(python), 1), run.Bytes("third").AtPeak);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Finalizer(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "finalizer");
        Assert.Equal(new Amount(5 * (1_000_000 + HeaderOf(python)), 5), run.Bytes("blocks").AtPeak);
        Assert.All(run.StacksOfBytes("blocks"), stack => Assert.Equal("__del__", Name(stack[^1])));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Module_that_is_imported_is_called_from_the_import(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "imported_module");
        var row = Assert.Single(run.Reports.Rows, row => row.Allocator == "PyObject_Calloc" && row.Figures.Allocated.Bytes == 6_000_000 + HeaderOf(python));
        Assert.EndsWith("/imported_module_with_a_table.py", row.Stack[^1].File, StringComparison.Ordinal);
        Assert.Equal(SourceTree.Line("imported_module_with_a_table", "blocks"), row.Stack[^1].Line);
        Assert.Contains(row.Stack, frame => run.IsMarked(frame, "import"));
    }

    /// <summary>The function's bare name: only 3.11 and later know the qualified one.</summary>
    private static string Name(ReportFrame frame) => frame.Function[(frame.Function.LastIndexOf('.') + 1)..];
}
