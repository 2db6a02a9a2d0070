using System.Globalization;
using Heapline.Capture;
using Heapline.Cli;
using Heapline.Cli.Curves;
using Xunit;

namespace Heapline.Views.Tests;

public sealed class CaptureFolderTests : IDisposable
{
    private const string Profile = "CMDLINE python3 x.py\nMEM 1.000000 1795324189.0000\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Captures_of_both_kinds_are_numbered_by_their_start()
    {
        Dat("mprofile_20261122101500.dat");
        Capture("b.py.mprofile", new DateTime(2026, 11, 22, 9, 0, 1));
        Dat("mprofile_20250101000000.dat");
        Dat("other.dat");
        Dat("mprofile_2026.dat");
        File.WriteAllText(Path.Combine(_folder, "letter.mprofile"), "Dear Sir or Madam,");

        Assert.Equal(
            [
                "0 mprofile_20250101000000.dat 00:00:00 01/01/2025",
                "1 b.py.mprofile 09:00:01 22/11/2026",
                "2 mprofile_20261122101500.dat 10:15:00 22/11/2026",
            ],
            CaptureFolder.Open(_folder).Entries.Select((entry, number) => entry.Line(number)));
    }

    [Fact]
    public void The_stamp_is_taken_from_the_name_whatever_stands_there()
    {
        Dat("mprofile_abcdefghijklmn.dat");

        Assert.Equal("0 mprofile_abcdefghijklmn.dat ij:kl:mn gh/ef/abcd", CaptureFolder.Open(_folder).Entries[0].Line(0));
    }

    [Theory]
    [InlineData("0", "mprofile_20250101000000.dat")]
    [InlineData("1", "mprofile_20260101000000.dat")]
    [InlineData("-1", "mprofile_20260101000000.dat")]
    [InlineData("-2", "mprofile_20250101000000.dat")]
    public void Numbers_count_from_the_oldest_or_back_from_the_newest(string number, string name)
    {
        Dat("mprofile_20260101000000.dat");
        Dat("mprofile_20250101000000.dat");

        Assert.Equal(name, Path.GetFileName(CaptureFolder.Open(_folder).ByNumber(number)));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("-3")]
    public void A_number_that_is_none_is_told_with_those_that_are(string number)
    {
        Dat("mprofile_20260101000000.dat");
        Dat("mprofile_20250101000000.dat");

        var error = Assert.Throws<UserErrorException>(() => CaptureFolder.Open(_folder).ByNumber(number));
        Assert.Equal($"there is no capture {number}: mprof list shows 0 to 1 (or -1 for the newest to -2)", error.Message);
    }

    [Fact]
    public void Removal_takes_numbers_names_and_the_older_time_stamp_files()
    {
        Dat("mprofile_20250101000000.dat");
        var stamps = Dat("mprofile_20250101000000_ts.dat");
        var named = Dat("mine.dat");
        File.WriteAllText(Path.Combine(_folder, "mprofile_20240101000000.dat"), "");

        Assert.Equal(
            ["mprofile_20250101000000.dat", "mine.dat", "mprofile_20250101000000_ts.dat"],
            Removal.Find(["1", named, "-1"], _folder).Select(Path.GetFileName));
        Assert.True(File.Exists(stamps));
    }

    [Fact]
    public void Removal_refuses_everything_when_one_file_is_none_of_ours()
    {
        var mine = Dat("mine.dat");
        var letter = Path.Combine(_folder, "letter.dat");
        File.WriteAllText(letter, "Dear Sir or Madam,");
        var empty = Path.Combine(_folder, "empty.txt");
        File.WriteAllText(empty, "");

        Assert.EndsWith("is no capture, neither of Heapline nor of the original mprof; nothing was removed",
            Assert.Throws<UserErrorException>(() => Removal.Find([mine, letter], _folder)).Message, StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => Removal.Find([mine, empty], _folder));
        Assert.Throws<UserErrorException>(() => Removal.Find([mine, Path.Combine(_folder, "nowhere")], _folder));
        Assert.Throws<UserErrorException>(() => Removal.Find([mine, _folder], _folder));
        Assert.Throws<UserErrorException>(() => Removal.Find([mine, "7"], _folder));
        Assert.True(File.Exists(mine));
    }

    [Fact]
    public void Cleaning_leaves_what_only_has_the_name_of_a_capture()
    {
        Dat("mprofile_20250101000000.dat");
        Capture("a.py.mprofile", new DateTime(2026, 1, 1));
        File.WriteAllText(Path.Combine(_folder, "mprofile_letter_to_you.dat"), "Dear Sir or Madam,");
        File.WriteAllText(Path.Combine(_folder, "notes.mprofile"), "notes");

        var all = Removal.All(_folder);
        Assert.Equal(["mprofile_20250101000000.dat", "a.py.mprofile"], all.Select(Path.GetFileName));
        Removal.Carry([.. all.Select(Path.GetFullPath)], dryRun: false);
        Assert.Equal(["mprofile_letter_to_you.dat", "notes.mprofile"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Reports_of_allocations_say_plainly_what_a_profile_of_the_original_lacks()
    {
        var error = Assert.Throws<UserErrorException>(() => CaptureFile.Read(Dat("x.dat")));

        Assert.EndsWith(
            "x.dat is a profile of the original mprof and holds only the memory curve; mprof plot, peak, list and export read it", error.Message, StringComparison.Ordinal);
    }

    private string Dat(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, Profile);
        return path;
    }

    private void Capture(string name, DateTime start)
    {
        using var writer = CaptureWriter.Create(Path.Combine(_folder, name), new RunInfo(
            "0.1.0", ["python3", "x.py"], "/", "time", new DateTimeOffset(start, TimeZoneInfo.Local.GetUtcOffset(start)), 10_000_000));
        writer.Finish(new RunEnd(1, 0, 0, start.ToString(CultureInfo.InvariantCulture)));
    }
}
