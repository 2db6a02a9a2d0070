using Heapline.Cli;
using Heapline.Cli.Running;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. CommandTree.Create().Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];

    [Fact]
    public void The_first_page_is_as_accepted() => GoldenFile.Matches("help.txt", Page(CommandTree.Create()));

    [Fact]
    public void The_first_page_fits_a_screen_and_names_every_verb()
    {
        var lines = Page(CommandTree.Create()).TrimEnd('\n').Split('\n');

        Assert.InRange(lines.Length, 10, 24);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        var words = lines.SelectMany(line => line.Split([' ', ','])).ToHashSet();
        Assert.All(Verbs, verb => Assert.Contains(verb.Data, words));
        Assert.Contains("  mprof run script.py ", Page(CommandTree.Create()), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Verbs))]
    public void Every_verb_has_its_page(string verb)
    {
        var page = Page(CommandTree.Create().Subcommands.Single(command => command.Name == verb));

        Assert.All(page.Split('\n'), line => Assert.True(line.Length <= 80, line));
        GoldenFile.Matches($"help-{verb}.txt", page);
    }

    [Fact]
    public void Run_takes_its_options_with_values_where_the_division_of_the_command_line_expects_them()
    {
        var run = CommandTree.Create().Subcommands.Single(command => command.Name == "run");
        var withValue = run.Options.Where(option => option.HelpName is not null).SelectMany(option => option.Aliases.Append(option.Name));

        Assert.Equal(RunArguments.WithValue.Order(), withValue.Order());
    }

    private static string Page(System.CommandLine.Command command)
    {
        var writer = new StringWriter { NewLine = "\n" };
        HelpPage.Write(writer, command);
        return writer.ToString();
    }
}
